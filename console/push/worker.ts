// What of the console stays in a browser when no page of it is open: shows pushed messages, and opens the page they lead to. It
// keeps nothing and asks nothing.

import { notificationOf } from './notification.ts'

type Lasting = Event & { readonly waitUntil: (work: Promise<unknown>) => void }
type Pushed = Lasting & { readonly data: { readonly text: () => string } | null }
type Pressed = Lasting & {
  readonly notification: { readonly data: { readonly url: string }; readonly close: () => void }
}
type Scope = {
  readonly registration: { readonly showNotification: (title: string, options: object) => Promise<void> }
  readonly clients: { readonly openWindow: (url: string) => Promise<unknown> }
  readonly navigator: { readonly language: string }
  readonly skipWaiting: () => Promise<void>
  addEventListener(event: 'install', then: (event: Lasting) => void): void
  addEventListener(event: 'push', then: (event: Pushed) => void): void
  addEventListener(event: 'notificationclick', then: (event: Pressed) => void): void
}

const scope = globalThis as unknown as Scope

// A newer one takes over at once: there are no pages that rely on the old.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()))

scope.addEventListener('push', (event) => {
  const { title, options } = notificationOf(event.data?.text() ?? '', scope.navigator.language)
  event.waitUntil(scope.registration.showNotification(title, options))
})

scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(scope.clients.openWindow(event.notification.data.url))
})
