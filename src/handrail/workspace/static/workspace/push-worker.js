/* Runs in the browser without a page: shows what the desk tells, and opens its ticket. */

self.addEventListener('push', (event) => {
  const said = event.data?.json() ?? {}
  event.waitUntil(self.registration.showNotification(said.title, { body: said.body, tag: said.tag, data: { url: said.url } }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(self.clients.openWindow(event.notification.data.url))
})
