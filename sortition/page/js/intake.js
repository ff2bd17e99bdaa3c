// How files come in: dropped, or chosen as one file or as a folder.

/** Calls `take` with items {path, file}. */
export class Intake {
  constructor(place, take) {
    this.place = place;
    this.take = take;
    const [file, folder] = ["file", "folder"].map((name) => place.querySelector(`input[name=${name}]`));
    for (const input of [file, folder]) input.addEventListener("change", () => this.chosen(input));
    // Phones cannot choose a folder.
    if (!("webkitdirectory" in folder) || /Android|iPhone|iPad/.test(navigator.userAgent))
      folder.closest("label").hidden = true;
    // Dropping beside the box must not make the browser leave the page.
    for (const event of ["dragover", "drop"]) document.addEventListener(event, (drag) => drag.preventDefault());
    document.addEventListener("dragover", () => place.classList.add("over"));
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget ?? place.classList.remove("over"));
    document.addEventListener("drop", (drop) => this.dropped(drop));
  }

  chosen(input) {
    const items = Array.from(input.files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
    // The same file can be chosen again, after it was changed.
    input.value = "";
    if (items.length) this.take(items);
  }

  async dropped({ dataTransfer }) {
    this.place.classList.remove("over");
    const entries = Array.from(dataTransfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = Array.from(dataTransfer.files, (file) => ({ path: file.name, file }));
    const items = entries.some((entry) => entry.isDirectory) ? (await Promise.all(entries.map(inside))).flat() : plain;
    if (items.length) this.take(items);
  }
}

/** All files of a dropped file or folder. */
async function inside(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = entry.createReader();
  const found = [];
  // A reader gives some entries at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(inside))).flat();
}
