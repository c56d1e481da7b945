// A word of a sentence that can be changed where it stands: a choice, or a number.

import { useState } from 'react'

type Option = { readonly value: string; readonly label: string }
type Props = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly kind?: 'number' | 'text'
  readonly options?: readonly Option[]
}

type ChosenProps = Omit<Props, 'kind' | 'options'> & { readonly options: readonly Option[] }

const FEW = 20

/** Of many, what else could be chosen comes with the first touch: in a long policy that would be hundreds of lists of hundreds. */
const Chosen = ({ label, value, onChange, options }: ChosenProps) => {
  const [touched, setTouched] = useState(false)
  const touch = () => setTouched(true)
  const listed = touched || options.length <= FEW ? options : options.filter((one) => one.value === value)
  return (
    <select
      className="word"
      aria-label={label}
      value={value}
      onPointerDown={touch}
      onFocus={touch}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {listed.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  )
}

export const Word = ({ label, value, onChange, kind = 'text', options }: Props) =>
  options === undefined ? (
    <input
      className={`word ${kind}`}
      aria-label={label}
      type={kind}
      min={0}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  ) : (
    <Chosen label={label} value={value} onChange={onChange} options={options} />
  )
