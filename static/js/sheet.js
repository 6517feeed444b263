// Keeps a sheet while it is typed, and shows the sum and what is left as the center counts them. Without it the buttons do.

const PAUSE = 1500;

function watch(form) {
  const told = document.querySelector(".sheet-saved");
  let waiting = 0;
  let sending = null;
  let isRefused = false;

  const show = (kept) => {
    form.elements.version.value = kept.version;
    form.querySelector(".sheet-total b").textContent = kept.total;
    form.querySelector(".sheet-filled").textContent = kept.filled;
    for (const one of form.querySelectorAll("[data-criterion]")) {
      one.classList.toggle("is-left", kept.left.includes(one.dataset.criterion));
    }
  };
  const send = async () => {
    const answer = await fetch(form.dataset.kept, { method: "POST", body: new FormData(form) }).catch(() => null);
    const said = answer ? await answer.json().catch(() => ({})) : {};
    if (said.version) show(said);
    isRefused = answer?.status === 409;
    told.textContent = said.told || form.dataset.lost;
    if (!answer) later();
  };
  const keep = () => {
    if (sending) return later();
    sending = send().finally(() => { sending = null; });
  };
  const later = () => {
    clearTimeout(waiting);
    if (!isRefused) waiting = setTimeout(keep, PAUSE);
  };
  form.addEventListener("input", later);
  // What is on its way has to arrive first, or the form would come from an older version than its own words.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending) return;
    event.preventDefault();
    sending.then(() => form.requestSubmit(event.submitter));
  });
}

document.querySelectorAll("form[data-kept]").forEach(watch);
