// A booking's link brings its key behind the #, which browsers send to nobody. Takes it out of the address and the
// history, and where the booking is not open yet puts it into the form and opens it. Without this the key is pasted.

const form = document.querySelector("#open-booking");

function takeKey() {
  const key = location.hash.slice(1);
  if (!/^[a-z2-7]{20,}$/.test(key)) return;
  history.replaceState(null, "", location.pathname);
  if (!form) return;
  form.elements.key.value = key;
  form.submit();
}

takeKey();
window.addEventListener("hashchange", takeKey);  // the link was opened where the page was open already
