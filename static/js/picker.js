// Narrows the picker's starts and ends to what is free as one chooses, and says the choice as a sentence.
// Half hours are numbers 0–48 of the day. The form works without this; the server decides in the end.

const clock = (halfHour) => `${String(Math.floor(halfHour / 2)).padStart(2, "0")}:${halfHour % 2 ? "30" : "00"}`;

const halfHour = (clockText) => {
  const [hours, minutes] = clockText.split(":").map(Number);
  return hours * 2 + minutes / 30;
};

const range = (first, last) => Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);

const nearest = (numbers, wanted) =>
  numbers.reduce((best, n) => (Math.abs(n - wanted) < Math.abs(best - wanted) ? n : best), numbers[0]);

const fill = (pattern, facts) => pattern.replace(/%\((\w+)\)s/g, (_, name) => facts[name]);

class Picker {
  constructor(form) {
    this.form = form;
    this.free = JSON.parse(form.dataset.free);
    this.words = JSON.parse(form.dataset.words);
    this.shortest = Number(form.dataset.shortest);
    this.longest = Number(form.dataset.longest);
    this.start = 0;
    this.length = this.shortest;
    this.remember();
  }

  listen() {
    this.form.querySelector(".picker-look").hidden = true;
    this.form.addEventListener("change", ({ target }) => this.choose(target.name));
  }

  choose(field) {
    if (field === "from" || field === "to") this.remember(field);
    if (field === "rooms" || field === "date") this.offerStarts();
    if (field !== "to") this.offerEnds();
    this.say();
  }

  control(name) {
    return this.form.elements[name];
  }

  // What the person wants is kept while other fields change, so that a busy day does not lose it.
  remember(field) {
    const { start, end } = this.chosen();
    if (start === null) return;
    this.start = start;
    if (end !== null && field !== "from") this.length = end - start;
  }

  chosen() {
    const [start, end] = ["from", "to"].map((name) => this.control(name).value);
    return { start: start ? halfHour(start) : null, end: end ? halfHour(end) : null };
  }

  runs() {
    return this.free[this.control("rooms").value]?.[this.control("date").value] ?? [];
  }

  offerStarts() {
    const starts = this.runs().flatMap(([first, end]) => range(first, end - this.shortest));
    this.offer("from", starts, nearest(starts, this.start), clock);
  }

  offerEnds() {
    const { start } = this.chosen();
    const run = this.runs().find(([first, end]) => first <= start && start < end);
    const ends = run && start !== null ? range(start + this.shortest, Math.min(start + this.longest, run[1])) : [];
    this.offer("to", ends, nearest(ends, start + this.length), (end) =>
      fill(this.words.end, { end: clock(end), length: this.lengthText(end - start) }),
    );
  }

  offer(name, halfHours, chosen, text) {
    const options = halfHours.map((n) => new Option(text(n), clock(n), n === chosen, n === chosen));
    this.control(name).replaceChildren(...(options.length ? options : [new Option(this.words.none, "")]));
  }

  lengthText(halfHours) {
    const { hours, half_hour: half, hours_and_half: both } = this.words;
    const pattern = halfHours % 2 === 0 ? hours : halfHours === 1 ? half : both;
    return fill(pattern, { hours: Math.floor(halfHours / 2) });
  }

  say() {
    const { start, end } = this.chosen();
    const nothing = start === null || end === null;
    const facts = nothing ? {} : this.facts(start, end);
    this.write(".picker-summary", nothing ? this.words.nothing : fill(this.words.summary, facts));
    this.write(".picker-detail", nothing ? "" : fill(this.words.detail, facts));
  }

  facts(start, end) {
    return {
      day: this.control("date").selectedOptions[0].text,
      start: clock(start),
      end: clock(end),
      rooms: this.form.querySelector("[name=rooms]:checked").labels[0].textContent.trim(),
      length: this.lengthText(end - start),
    };
  }

  write(selector, text) {
    this.form.querySelector(selector).textContent = text;
  }
}

const form = document.querySelector("form.picker");
if (form) new Picker(form).listen();
