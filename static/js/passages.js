/* Picks the passage of a citation from the captured text, beside the form. Without this script its paragraphs and its
   quotation are typed, and the captured text is read on a page of its own. */
"use strict";

(() => {
  const template = document.getElementById("passage-picker");
  const group = document.getElementById("citations-group");
  if (!template || !group) return;

  const words = template.dataset;
  const LIMIT = 300;
  const WIDEST = 60;
  const held = new Map();
  let open = null;

  const said = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const short = (text) => ([...text].length > 60 ? `${[...text].slice(0, 59).join("")}…` : text);
  /* Places are counted in code points; a string of JavaScript counts a character beyond the first plane as two. */
  const length = (text) => [...text].length;

  const numbersIn = (text) => text.split(",").flatMap((piece) => {
    const [first, last = first] = piece.trim().split(/[-–]/).map(Number);
    if (!(first >= 1 && last >= first && last - first < 10000)) return [];
    return Array.from({ length: last - first + 1 }, (_each, place) => first + place);
  });

  const inRanges = (numbers) => {
    const runs = [];
    for (const number of [...numbers].sort((one, other) => one - other)) {
      const run = runs.at(-1);
      if (run && run[1] === number - 1) run[1] = number;
      else runs.push([number, number]);
    }
    return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
  };

  const ask = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  };

  class Row {
    constructor(element) {
      this.element = element;
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "passages-pick";
      this.button.textContent = words.pick;
      this.note = document.createElement("span");
      this.note.className = "passages-none";
      const line = document.createElement("div");
      line.className = "passages-line";
      line.append(this.button, this.note);
      element.querySelector(".form-row.field-capture").append(line);
      this.button.addEventListener("click", () => new Picker(this).load(this.capture));
      this.offer();
    }

    field(name) { return this.element.querySelector(`[name$="-${name}"]`); }
    get source() { return this.field("source").value; }
    get capture() { return /^[0-9a-f]{64}$/.test(this.field("capture").value) ? this.field("capture").value : ""; }

    offer() {
      this.button.disabled = !held.get(this.source);
      this.note.textContent = this.source && held.get(this.source) === false ? words.none : "";
    }

    type(name, value) {
      const field = this.field(name);
      if (field.value === value) return;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }

    anchor(capture, name) {
      const select = this.field("capture");
      if (capture && ![...select.options].some((option) => option.value === capture)) {
        select.append(new Option(name, capture));
      }
      this.type("capture", capture);
    }
  }

  class Picker {
    constructor(row) {
      if (open) open.close(false);
      open = this;
      this.row = row;
      this.ticked = new Set(numbersIn(row.field("paragraphs").value));
      this.element = template.content.firstElementChild.cloneNode(true);
      for (const name of ["close", "source", "told", "selected", "quote", "cite", "text", "choice"]) {
        this[`${name}Part`] = this.element.querySelector(`.passages__${name}`);
      }
      this.select = this.element.querySelector("select");
      this.element.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        this.close();
      });
      this.closePart.addEventListener("click", () => this.close());
      this.quotePart.addEventListener("click", () => this.quote());
      this.citePart.addEventListener("click", () => this.cite());
      this.select.addEventListener("change", () => this.load(this.select.value));
      this.watch = () => this.noteSelection();
      document.addEventListener("selectionchange", this.watch);
      document.getElementById("container").append(this.element);
      document.body.classList.add("has-passages");
      this.element.focus();
    }

    close(back = true) {
      document.removeEventListener("selectionchange", this.watch);
      this.element.remove();
      document.body.classList.remove("has-passages");
      if (CSS.highlights) CSS.highlights.delete("passage-quoted");
      open = null;
      if (back) this.row.button.focus();
    }

    tell(text) { this.toldPart.textContent = text; }

    async load(capture) {
      const query = new URLSearchParams({ format: "json", ...(capture && { capture }) });
      try {
        this.data = await ask(`${words.text.replace("/0/", `/${this.row.source}/`)}?${query}`);
      } catch {
        this.tell(words.failed);
        return;
      }
      if (open === this) this.show();
    }

    show() {
      const { captures, capture, paragraphs, source, held: isHeld } = this.data;
      this.selection = null;
      this.sourcePart.textContent = source;
      this.select.replaceChildren(...captures.map((each) => new Option(each.name, each.sha256)));
      this.select.value = capture;
      this.choicePart.hidden = captures.length < 2;
      this.selectedPart.textContent = "";
      this.quotePart.hidden = !isHeld;
      let place = 0;
      this.starts = paragraphs.map((text) => {
        const start = place;
        place += length(text) + 1;
        return start;
      });
      this.textPart.replaceChildren(...paragraphs.map((text, index) => this.paragraph(index + 1, text)));
      this.tell(isHeld ? this.standing() : words.receipt);
      this.mark();
    }

    paragraph(number, text) {
      const name = said(words.paragraph, { number });
      const item = document.createElement("li");
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = this.ticked.has(number);
      box.setAttribute("aria-label", name);
      box.setAttribute("aria-describedby", `passages-text-${number}`);
      box.addEventListener("change", () => this.tick(number, box));
      label.append(box, `${number}`);
      item.append(label);
      item.classList.toggle("is-cited", box.checked);
      if (text) item.append(this.words(number, text, name));
      return item;
    }

    /* Editable, so that a caret moves in it and Shift selects; whatever is typed or dropped is not taken. */
    words(number, text, name) {
      const part = document.createElement("div");
      part.id = `passages-text-${number}`;
      part.className = "passages__words";
      part.lang = this.data.language;
      part.textContent = text;
      part.contentEditable = "true";
      part.spellcheck = false;
      part.dataset.number = number;
      for (const [attribute, value] of Object.entries({
        role: "textbox", inputmode: "none", "aria-readonly": "true", "aria-multiline": "true", "aria-label": name,
      })) part.setAttribute(attribute, value);
      part.addEventListener("beforeinput", (event) => event.preventDefault());
      part.addEventListener("input", () => {
        part.textContent = text;
        this.mark();
      });
      part.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        this.quote();
      });
      return part;
    }

    noteSelection() {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return;
      const range = selection.getRangeAt(0);
      const part = range.startContainer.parentElement?.closest(".passages__words");
      if (!part || !this.element.contains(part) || !part.contains(range.endContainer)) return;
      const text = this.data.paragraphs[part.dataset.number - 1];
      const upTo = document.createRange();
      upTo.setStart(part, 0);
      upTo.setEnd(range.startContainer, range.startOffset);
      const before = upTo.toString();
      const chosen = range.toString();
      const quotation = chosen.trim();
      if (!quotation || !text.startsWith(before + chosen)) return;
      const lead = chosen.slice(0, chosen.length - chosen.trimStart().length);
      const number = Number(part.dataset.number);
      this.selection = { number, quotation, start: this.starts[number - 1] + length(before + lead) };
      this.selectedPart.textContent = said(words.selected, { number, words: short(quotation) });
    }

    tick(number, box) {
      if (box.checked) this.ticked.add(number);
      else this.ticked.delete(number);
      if (this.cite()) return;
      box.checked = false;
      this.ticked.delete(number);
    }

    /* Writes the ticked paragraphs and this text into the row. */
    cite() {
      const paragraphs = inRanges(this.ticked);
      if (paragraphs.length > WIDEST) {
        this.tell(words.many);
        return false;
      }
      this.row.type("paragraphs", paragraphs);
      this.row.anchor(paragraphs ? this.data.capture : "", this.select.selectedOptions[0].text);
      this.tell(this.standing());
      this.mark();
      return true;
    }

    standing() {
      const paragraphs = this.row.field("paragraphs").value;
      return paragraphs ? said(words.cited, { paragraphs }) : words.nothing;
    }

    quote() {
      /* The browser tells of a selection a little later than it makes it. */
      this.noteSelection();
      if (!this.selection) {
        this.tell(words.unselected);
        return;
      }
      const { number, quotation, start } = this.selection;
      if (length(quotation) > LIMIT) {
        this.tell(said(words.long, { count: length(quotation), limit: LIMIT }));
        return;
      }
      const isNew = !this.ticked.has(number);
      this.ticked.add(number);
      if (!this.cite()) {
        if (isNew) this.ticked.delete(number);
        return;
      }
      this.row.type("quotation", quotation);
      this.row.type("near", `${start}`);
      this.tell(`${said(words.quoted, { number, words: short(quotation) })}. ${this.standing()}`);
      this.mark();
    }

    /* Shows which paragraphs are cited, and the words that are quoted from this text. */
    mark() {
      [...this.textPart.children].forEach((item, index) => {
        const isCited = this.ticked.has(index + 1);
        item.querySelector("input").checked = isCited;
        item.classList.toggle("is-cited", isCited);
      });
      if (!CSS.highlights) return;
      CSS.highlights.delete("passage-quoted");
      const quotation = this.row.field("quotation").value;
      const start = this.row.field("near").value;
      if (!quotation || start === "" || this.row.capture !== this.data.capture) return;
      const index = this.starts.findLastIndex((each) => each <= Number(start));
      const node = this.textPart.children[index]?.querySelector(".passages__words")?.firstChild;
      if (!node) return;
      const from = [...node.data].slice(0, Number(start) - this.starts[index]).join("").length;
      if (!node.data.startsWith(quotation, from)) return;
      const range = new StaticRange({
        startContainer: node, startOffset: from, endContainer: node, endOffset: from + quotation.length,
      });
      CSS.highlights.set("passage-quoted", new Highlight(range));
    }
  }

  const rows = new Map();

  const offerAll = async (added) => {
    const asked = [...new Set(added.map((row) => row.source))].filter((source) => source && !held.has(source));
    if (asked.length) {
      const query = new URLSearchParams(asked.map((source) => ["source", source]));
      try {
        const found = new Set((await ask(`${words.about}?${query}`)).held.map(String));
        for (const source of asked) held.set(source, found.has(source));
      } catch {
        /* Asked for again when a source is chosen. */
      }
    }
    for (const row of added) row.offer();
  };

  const add = (element) => {
    if (rows.has(element) || element.classList.contains("empty-form")) return [];
    if (!element.querySelector(".form-row.field-capture select")) return [];
    const row = new Row(element);
    rows.set(element, row);
    return [row];
  };

  offerAll([...group.querySelectorAll(".inline-related")].flatMap(add));
  document.addEventListener("formset:added", (event) => {
    if (group.contains(event.target)) offerAll(add(event.target));
  });
  document.addEventListener("formset:removed", () => {
    if (open && !open.row.element.isConnected) open.close(false);
  });
  /* Django's chooser of records tells of a change through jQuery alone. */
  django.jQuery(group).on("change", 'select[name$="-source"]', (event) => {
    const row = rows.get(event.target.closest(".inline-related"));
    if (!row) return;
    if (open && open.row === row) open.close(false);
    offerAll([row]);
  });
})();
