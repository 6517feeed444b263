// A booking's link brings its key behind the #, which browsers send to nobody. Puts it into the form, takes it out of
// the address and the history, and opens the booking. Without this the key is pasted by hand.

const form = document.querySelector("#open-booking");
const key = decodeURIComponent(location.hash.slice(1));

if (form && /^[a-z2-7]{20,}$/.test(key)) {
  history.replaceState(null, "", location.pathname);
  form.elements.key.value = key;
  form.submit();
}
