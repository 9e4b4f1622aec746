// The button that lets this browser take notifications. Nothing is asked before it is pressed.
"use strict";
(() => {
  const form = document.querySelector("form[data-push]");
  const said = form && form.querySelector("[data-said]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const button = form.querySelector("button");
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  button.disabled = false;
  said.textContent = "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        said.textContent = form.dataset.denied;
        return;
      }
      const worker = await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
      await navigator.serviceWorker.ready;
      const before = await worker.pushManager.getSubscription();
      if (before) await before.unsubscribe();
      const made = await worker.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytes(form.dataset.push),
      });
      form.elements.subscription.value = JSON.stringify(made);
      form.submit();
    } catch {
      said.textContent = form.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
})();
