"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const tell = (place, shown, all) => {
    place.textContent = place.dataset.text.replace("{shown}", shown).replace("{all}", all);
  };
  const ready = (form, show) => {
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show));
    form.hidden = false;
  };

  // on paper nothing can be unfolded, so all is
  const folded = new Set();
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not([open])")) {
      folded.add(each);
      each.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
    folded.clear();
  });

  const filterBoard = (board) => {
    const rows = [...document.querySelectorAll(".board tbody tr")];
    ready(board, () => {
      const state = at("by-state").value;
      const sought = at("entity").value.trim().toLowerCase();
      for (const row of rows) {
        const fits = state === "*" || row.dataset.state === state;
        row.hidden = !fits || !row.cells[0].textContent.toLowerCase().includes(sought);
      }
      tell(board.querySelector(".showing"), rows.filter((row) => !row.hidden).length, rows.length);
    });
  };

  let showFile = () => {};
  const filterFindings = (form) => {
    const file = at("by-file"); // there is none where all findings are of one file
    const sheet = at("by-form");
    const findings = [...document.querySelectorAll(".finding")];
    const texts = new Map(findings.map((each) => [each, each.textContent.toLowerCase()]));
    const chosen = () => (file ? file.value : "*");

    // what is not of the chosen file stays on the screen, but is not printed
    const choose = () => {
      const alone = chosen() !== "*";
      document.body.classList.toggle("alone", alone);
      at("print").textContent = alone ? at("print").dataset.one : at("print").dataset.all;
      if (!file) return;
      if (at("only")) at("only").textContent = alone ? file.selectedOptions[0].textContent : "";
      for (const each of document.querySelectorAll("tr[data-file], details[data-file]")) {
        each.classList.toggle("aside", alone && each.dataset.file !== file.value);
      }
    };

    const show = () => {
      const weights = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
      const kinds = new Set([...form.querySelectorAll("[name=category]:checked")].map((box) => box.value));
      const sought = at("words").value.trim().toLowerCase();
      let shown = 0;
      for (const each of findings) {
        const { severity, category, file: owner, form: name } = each.dataset;
        const fits =
          weights.has(severity) &&
          kinds.has(category) &&
          (chosen() === "*" || chosen() === owner) &&
          (sheet.value === "*" || sheet.value === name) &&
          texts.get(each).includes(sought);
        each.hidden = !fits;
        shown += fits;
      }
      for (const group of document.querySelectorAll(".group")) {
        const left = group.querySelectorAll(".finding:not([hidden])").length;
        const link = document.querySelector(`.index a[href="#${group.id}"]`);
        group.hidden = link.parentElement.hidden = left === 0;
        for (const count of [link.querySelector(".count"), group.querySelector("h3 .count")]) {
          count.textContent = count.dataset.text.replace("{0}", left);
        }
      }
      tell(at("showing"), shown, findings.length);
      choose();
    };

    ready(form, show);
    at("print").addEventListener("click", () => window.print());
    showFile = (number, name) => {
      form.reset();
      if (file) file.value = number;
      sheet.value = name === "" ? "*" : name;
      setTimeout(() => {
        show();
        at("findings").focus({ preventScroll: true });
      });
    };
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-file]");
    if (link) showFile(link.dataset.file, link.dataset.form);
  });

  const start = () => {
    showFile = () => {};
    if (at("board-filters")) filterBoard(at("board-filters"));
    if (at("filters")) filterFindings(at("filters"));
  };
  // the desk puts other content into the page, and says so
  document.addEventListener("content-changed", start);
  start();
})();
