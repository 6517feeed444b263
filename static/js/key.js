// A link of a mail brings its key behind the #, which browsers send to nobody. Takes it out of the address and the
// history and puts it into the form, which is sent only when somebody presses its button. Without this it is pasted.

const form = document.querySelector("[data-takes-key]");

function takeKey() {
  const key = location.hash.slice(1);
  if (!/^[a-z2-7]{32}$/.test(key)) return;
  history.replaceState(null, "", location.pathname);
  form.elements.key.value = key;
  form.querySelector("[data-key]").hidden = true;
}

if (form) {
  takeKey();
  window.addEventListener("hashchange", takeKey);  // the link was opened where the page was open already
}
