// Shows the notifications of the phone page. It keeps nothing and answers no request of a page.
"use strict";
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    told = {};
  }
  const options = { tag: told.tag, data: told.url || "/", icon: "/app-icon-192.png" };
  event.waitUntil(self.registration.showNotification(told.title || "통역이음", options));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data, self.location.origin);
  // Only our own pages.
  const url = target.origin === self.location.origin ? target.href : "/";
  event.waitUntil(self.clients.openWindow(url));
});
