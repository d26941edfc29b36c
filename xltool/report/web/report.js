"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const file = document.getElementById("by-file");
  const sheet = document.getElementById("by-form");
  const words = document.getElementById("words");
  const showing = document.getElementById("showing");
  const findings = [...document.querySelectorAll(".finding")];
  const texts = new Map(findings.map((each) => [each, each.textContent.toLowerCase()]));

  const show = () => {
    const weights = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
    const sought = words.value.trim().toLowerCase();
    let shown = 0;
    for (const each of findings) {
      const { severity, file: owner, form: name } = each.dataset;
      const fits =
        weights.has(severity) &&
        (file.value === "*" || file.value === owner) &&
        (sheet.value === "*" || sheet.value === name) &&
        texts.get(each).includes(sought);
      each.hidden = !fits;
      shown += fits;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
    showing.textContent = showing.dataset.text.replace("{shown}", shown).replace("{all}", findings.length);
  };

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-file]");
    if (!link) return;
    form.reset();
    file.value = link.dataset.file;
    const whole = link.dataset.form === "";
    sheet.value = whole ? "*" : link.dataset.form;
    setTimeout(() => {
      show();
      document.getElementById("findings").focus({ preventScroll: true });
    });
  });
  form.hidden = false;
})();
