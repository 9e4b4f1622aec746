// Buttons that ask the browser for a passkey. Without script, or where browsers have none, they stay out of sight.
//
//   <form data-passkey="get|create" data-options="{…}" data-failed="…" hidden>   the form sends what the browser
//        answered as `answer`; [data-said] says what went wrong
"use strict";
(() => {
  const can = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
  if (!can) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const said = form.querySelector("[data-said]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      said.textContent = "";
      const options = JSON.parse(form.dataset.options);
      try {
        const made =
          form.dataset.passkey === "create"
            ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
            : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        form.elements.answer.value = JSON.stringify(made);
        form.submit();
      } catch {
        said.textContent = form.dataset.failed;
      }
    });
  }
})();
