// What something is called, with its key for whoever points at it; the key alone where it is gone.

type Props = { readonly of: string; readonly name: string | null }

export const Named = ({ of, name }: Props) => (name === null ? of : <span title={of}>{name}</span>)
