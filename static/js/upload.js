// Sends a paper with its progress; where the line broke the file stays chosen and can be sent again. Without it the form is sent.

function watch(form) {
  const bar = form.querySelector("progress");
  const told = form.querySelector(".apply-told");
  const file = form.elements.file;

  const ended = (sentence) => {
    bar.hidden = true;
    form.removeAttribute("aria-busy");
    told.textContent = sentence;
  };
  const show = (request) => {
    const place = form.closest("li");
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById(place.id);
    if (!fresh) return ended(form.dataset.failed);
    place.replaceWith(fresh);
    const told = page.getElementById("papers-told");
    if (told) document.getElementById(told.id).replaceWith(told);
    fresh.querySelectorAll(".apply-upload").forEach(watch);
    const heard = fresh.querySelector(".form-hint-invalid") || fresh.querySelector("h2");
    heard.tabIndex = -1;
    heard.focus();
  };
  form.addEventListener("submit", (event) => {
    if (!file.files.length) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    if (file.files[0].size > Number(form.dataset.most)) return ended(form.dataset.tooLarge);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      bar.value = sent.lengthComputable ? (100 * sent.loaded) / sent.total : 0;
    });
    request.addEventListener("load", () => show(request));
    request.addEventListener("error", () => ended(form.dataset.failed));
    request.open("POST", form.action);
    form.setAttribute("aria-busy", "true");
    told.textContent = form.dataset.sending;
    bar.hidden = false;
    request.send(new FormData(form));
  });
}

document.querySelectorAll(".apply-upload").forEach(watch);
