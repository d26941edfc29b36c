"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const desk = at("desk").dataset;
  const SOON = 400;
  const LATER = 3000;
  const AT_A_TIME = 4;
  const ARCHIVES = /\.(rar|7z)$/i;

  const say = (key, values = {}) => desk[`say${key}`].replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
  let timer = 0;
  let isOver = false;
  let isPolling = false;
  let isAsked = false;
  let isSending = false;
  let wasBusy = false; // another xltool held the lock
  let started = -1; // the number of the job whose file is wanted here
  let isStarting = false;
  let submitted = ""; // the id of the form that started a job here
  let wantsCheck = false; // returns were sent while another job went on

  const show = (text) => {
    at("job-text").textContent = text;
  };
  // only what changes the matter is spoken, not each step
  const speak = (text) => {
    if (at("spoken").textContent !== text) at("spoken").textContent = text;
  };

  // --- what stays as it is when the content is replaced --------------------------------------

  const nameOf = (field) =>
    field.id || (field.name && `${field.form ? field.form.id : ""}|${field.name}|${field.type === "checkbox" ? field.value : ""}`);
  const fieldsOf = () => document.querySelectorAll("main input:not([type=hidden], [type=file]), main textarea, main select");
  const isChanged = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((each) => each.selected !== each.defaultSelected);
    return field.value !== field.defaultValue;
  };
  const remember = () => {
    const kept = { focus: document.activeElement, fields: new Map(), open: new Set() };
    kept.inMain = at("main").contains(kept.focus);
    for (const field of fieldsOf()) {
      if (nameOf(field) && isChanged(field)) kept.fields.set(nameOf(field), [field.value, field.checked]);
    }
    for (const each of document.querySelectorAll("details[open][id]")) kept.open.add(each.id);
    return kept;
  };
  const restore = (kept) => {
    const forms = new Set();
    for (const field of fieldsOf()) {
      const before = kept.fields.get(nameOf(field));
      if (!before || (field.form && field.form.id && field.form.id === kept.done)) continue;
      [field.value, field.checked] = before;
      if (field.form) forms.add(field.form);
    }
    for (const id of kept.open) if (at(id)) at(id).open = true;
    for (const form of forms) form.dispatchEvent(new Event("input"));
    const same = kept.focus && kept.focus.id && at(kept.focus.id);
    if (same && document.activeElement !== same) same.focus({ preventScroll: true });
    else if (!same && kept.inMain) at("main").focus({ preventScroll: true });
  };

  const swap = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("main")) return;
    const kept = remember();
    // what was sent has done its work; of a job that failed it is needed again
    kept.done = fresh.getElementById("job").dataset.status === "done" ? submitted : "";
    for (const id of ["top", "tabs", "main", "foot"]) {
      const next = fresh.getElementById(id);
      if (at(id) && next) at(id).replaceWith(document.adoptNode(next));
    }
    swapJob(fresh.getElementById("job"));
    document.title = fresh.title;
    document.dispatchEvent(new Event("content-changed"));
    restore(kept);
  };
  // the element that is spoken stays, or nothing would be
  const swapJob = (next) => {
    const job = at("job");
    const spoken = at("spoken");
    for (const each of [...job.children]) if (each !== spoken) each.remove();
    for (const each of [...next.children]) if (each.id !== "spoken") job.append(document.adoptNode(each));
    job.className = next.className;
    Object.assign(job.dataset, next.dataset);
    if (job.dataset.status !== "idle") speak(at("job-text").textContent);
    const file = at("job-file");
    if (file && Number(job.dataset.number) === started) {
      started = -1;
      file.click();
    }
  };

  // --- how far the job is --------------------------------------------------------------------

  const over = (text) => {
    isOver = true;
    clearTimeout(timer);
    show(text);
    speak(text);
    at("job").className = "job fault";
    for (const each of document.querySelectorAll("button, .pick")) each.disabled = true;
  };
  const follow = (state) => {
    const { job, busy } = state;
    if (busy || wasBusy || job.status === "running") show(busy || job.text);
    wasBusy = Boolean(busy);
    const bar = at("job-bar");
    if (bar && job.status === "running" && job.total) {
      bar.max = job.total;
      bar.value = job.done;
    }
    if (isStarting && job.number > 0) {
      started = job.number;
      isStarting = false;
    }
  };
  const look = async () => {
    const answer = await fetch(desk.state, { cache: "no-store" });
    if (isOver || !answer.ok) return answer.status === 403 ? over(say("Shut")) : LATER;
    const state = await answer.json();
    if (!isSending) {
      follow(state);
      const { number, status } = at("job").dataset;
      const isSame = String(state.job.number) === number && state.job.status === status;
      if (!isSame || state.version !== at("main").dataset.version) await swap();
    }
    const isBusy = ["running", "waiting"].includes(state.job.status);
    if (wantsCheck && !isSending && !isBusy) await checkWaiting();
    return isBusy ? SOON : LATER;
  };
  const poll = async () => {
    clearTimeout(timer);
    isAsked = true;
    if (isPolling) return; // it looks once more when it is done
    isPolling = true;
    let pause = LATER;
    try {
      while (isAsked && !isOver) {
        isAsked = false;
        pause = await look();
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      over(say("Ended"));
    } finally {
      isPolling = false;
    }
    if (!isOver) timer = setTimeout(poll, pause);
  };

  // --- what the officer does -----------------------------------------------------------------

  const post = async (address, body, headers = {}) => {
    const answer = await fetch(address, { method: "POST", body, headers, cache: "no-store" });
    const text = await answer.text(); // one that nobody reads counts as broken off
    return { ok: answer.ok, status: answer.status, text };
  };
  const begin = async (address, fields, wantsFile = false) => {
    show(say("Starting"));
    const answer = await post(address, fields);
    if (answer.status === 409) return show(say("Busy"));
    if (!answer.ok) return show(say("Failed"));
    isStarting = wantsFile;
    return poll();
  };
  const checkWaiting = async () => {
    const answer = await post(desk.check, new URLSearchParams());
    wantsCheck = answer.status === 409;
    if (!answer.ok) show(say(wantsCheck ? "Busy" : "Failed"));
    isAsked = true;
  };
  const command = async (form) => {
    const ends = form.classList.contains("ends");
    if (ends) {
      isOver = true;
      clearTimeout(timer);
    }
    await post(form.action, new URLSearchParams(new FormData(form)));
    if (ends) over(say("Ended"));
    else if (form.classList.contains("reload")) location.reload();
    else await poll();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isTask = form.classList.contains("task");
    if (!isTask && !form.classList.contains("control")) return;
    event.preventDefault();
    if (isOver) return;
    submitted = isTask ? form.id : submitted;
    const act = isTask
      ? begin(form.action, new URLSearchParams(new FormData(form, event.submitter)), "take" in form.dataset)
      : command(form);
    act.catch(() => over(say("Ended")));
  });

  // --- files ---------------------------------------------------------------------------------

  const refuse = (texts) => {
    const list = document.createElement("ul");
    list.className = "left-out";
    list.id = "left-out";
    list.setAttribute("role", "alert");
    for (const text of texts) {
      const item = document.createElement("li");
      item.textContent = text;
      list.append(item);
    }
    if (at("left-out")) at("left-out").remove();
    if (texts.length) at("main").before(list);
  };
  const sendable = (files, refused) => {
    const taken = [];
    for (const file of files) {
      const archive = ARCHIVES.exec(file.name);
      if (archive) refused.push(say("Archive", { name: file.name, kind: archive[1].toLowerCase() }));
      else if (file.size > desk.largest * 1024 * 1024) refused.push(say("TooLarge", { name: file.name, limit: desk.largest }));
      else taken.push(file);
    }
    if (taken.length > desk.most) refused.push(say("TooMany", { limit: desk.most }));
    return taken.slice(0, desk.most);
  };
  // half a character cannot be encoded
  const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const whole = (name) => name.replace(HALF, "\ufffd");
  const sendOne = async (file, purpose, refused) => {
    const headers = { "X-Name": encodeURIComponent(whole(file.name)), "X-Purpose": purpose, "Content-Type": "application/octet-stream" };
    const answer = await post(desk.upload, file, headers);
    if (!answer.ok) refused.push(answer.text ? say("Refused", { name: file.name, why: answer.text }) : say("Unsent", { name: file.name }));
    return answer.ok;
  };
  const send = async (files, purpose) => {
    const refused = [];
    const waiting = sendable(files, refused);
    const all = waiting.length;
    let done = 0;
    let taken = 0;
    isSending = true;
    const sender = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) {
        show(say("Receiving", { done: done + 1, all }));
        try {
          const isTaken = await sendOne(file, purpose, refused);
          taken += isTaken;
        } catch {
          refused.push(say("Unsent", { name: file.name }));
        }
        done += 1;
      }
    };
    if (all) speak(say("Receiving", { done: 0, all }));
    await Promise.all(Array.from({ length: AT_A_TIME }, sender));
    isSending = false;
    refuse(refused);
    if (taken && purpose === "returns") await checkWaiting();
    await poll();
  };
  // on the page of all campaigns there is nowhere for returns: the first place takes what is dropped
  const purposeOf = (place) => {
    const near = place.closest("[data-purpose]") || (!at("tabs") && document.querySelector("[data-purpose]"));
    return near ? near.dataset.purpose : "returns";
  };
  let sent = Promise.resolve(); // what is dropped meanwhile is sent afterwards
  const receive = (files, purpose) => {
    if (isOver || !files.length) return;
    sent = sent.then(() => send(files, purpose)).catch(() => over(say("Ended")));
  };

  const inFolder = async (entry) => {
    if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader();
    const files = [];
    for (;;) {
      // a reader gives a hundred entries at a time
      const part = await new Promise((found, failed) => reader.readEntries(found, failed));
      if (!part.length) return files;
      for (const each of part) files.push(...(await inFolder(each)));
    }
  };
  const dropped = async (data) => {
    const plain = [...data.files];
    const entries = [...data.items].map((item) => item.kind === "file" && item.webkitGetAsEntry()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return plain;
    const found = await Promise.all(entries.map(inFolder));
    return found.flat();
  };
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const mark = (place) => {
    for (const each of document.querySelectorAll(".drop.over")) each.classList.remove("over");
    document.body.classList.toggle("dragging", Boolean(place));
    const near = place && place.closest && place.closest(".drop");
    if (near) near.classList.add("over");
  };
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(event.target);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(null);
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(null);
    const purpose = purposeOf(event.target);
    dropped(event.dataTransfer).then((files) => receive(files, purpose));
  });
  document.addEventListener("change", (event) => {
    if (!event.target.classList.contains("pick")) return;
    const files = [...event.target.files];
    const purpose = purposeOf(event.target);
    event.target.value = "";
    receive(files, purpose);
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isOver) poll();
  });
  poll();
})();
