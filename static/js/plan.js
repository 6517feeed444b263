// Keeps a business plan while it is typed, and counts its letters. Without it the button at the end keeps it.

const PAUSE = 2000;

function watch(form) {
  const told = form.querySelector(".apply-kept");
  let waiting = 0;
  let sending = null;
  let isRefused = false;

  const send = async () => {
    const answer = await fetch(form.dataset.kept, { method: "POST", body: new FormData(form) }).catch(() => null);
    const said = answer ? await answer.json().catch(() => ({})) : {};
    if (said.version) form.elements.version.value = said.version;
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
  const count = (area) => {
    const line = document.getElementById(`${area.id}-count`);
    line.textContent = line.textContent.replace(/[\d,]+(?=\D*$)/, area.value.length.toLocaleString("ko-KR"));
    line.classList.toggle("apply-over", area.value.length > Number(area.dataset.most));
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) count(event.target);
    later();
  });
  // What is on its way has to arrive first, or the form would come from an older version than its own words.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending) return;
    event.preventDefault();
    sending.then(() => form.requestSubmit(event.submitter));
  });
  told.textContent = form.dataset.keeps;
}

document.querySelectorAll("form[data-kept]").forEach(watch);
