// A word of a sentence that can be changed where it stands: a choice, or a number.

type Props = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly kind?: 'number' | 'text'
  readonly options?: readonly { readonly value: string; readonly label: string }[]
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
    <select
      className="word"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  )
