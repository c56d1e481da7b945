// The console starts here: its words, its look, who is signed in, and its pages. It talks to /v1 and nothing else.

import { createTheme, type MantineColorsTuple, MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { useTranslations } from 'use-intl'
import { Said } from './components/said.tsx'
import { Refusal } from './data/api.ts'
import { endedKey, sessionQuery } from './data/queries.ts'
import { firstLanguage, Words } from './data/words.tsx'
import './look.css'
import { Invitation } from './pages/invitation.tsx'
import { NewFactor, NewPassword, SignIn, SignInAgain } from './pages/sign-in.tsx'
import { router } from './routes.tsx'

const one = (colour: string): MantineColorsTuple =>
  Array.from({ length: 10 }, () => colour) as unknown as MantineColorsTuple
const theme = createTheme({
  fontFamily: "system-ui, 'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', sans-serif",
  colors: { ember: one('#b8430a'), ink: one('#3b3630') },
})

/** A session that ended meanwhile: the page stays as it is, and whoever is before it signs in again beside it. */
const onError = (error: Error): void => {
  if (error instanceof Refusal && error.status === 401) client.setQueryData(endedKey, true)
}
const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { queryKey }) => queryKey[0] !== 'session' && onError(error) }),
  mutationCache: new MutationCache({
    onError: (error, ...[, , { options }]) => options.mutationKey === undefined && onError(error),
  }),
  defaultOptions: {
    queries: { retry: (count, error) => !(error instanceof Refusal) && count < 2 },
    // What is pressed without a network fails at once, and says so: nobody expects it to happen minutes later.
    mutations: { networkMode: 'always' },
  },
})

/** The pages, and beside them the door where the session ended meanwhile. */
const Inside = () => {
  const { data: ended } = useQuery<boolean>({ queryKey: endedKey, enabled: false })
  return (
    <>
      <RouterProvider router={router} />
      {ended === true && <SignInAgain />}
    </>
  )
}

const invited = location.pathname === '/console/invitation'

/** Who is there, and the page that was asked for: fetched beside the words, not after them. */
const begin = (): void => {
  document.documentElement.lang = firstLanguage()
  if (invited) return
  void client.prefetchQuery(sessionQuery)
  void router.load()
}

const Entrance = () => {
  const t = useTranslations()
  const { data, error } = useQuery({ ...sessionQuery, enabled: !invited, retryOnMount: false })
  if (invited) return <Invitation />
  if (data?.mustChangePassword === true) return <NewPassword />
  if (data?.mustAddSecondFactor === true) return <NewFactor />
  if (data !== undefined) return <Inside />
  if (error instanceof Refusal && error.status === 401) return <SignIn />
  return <main className="door">{error === null ? t('loading') : <Said error={error} />}</main>
}

const place = document.getElementById('root')
if (place !== null) {
  begin()
  createRoot(place).render(
    <Words>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Entrance />
        </QueryClientProvider>
      </MantineProvider>
    </Words>,
  )
}
