// Fill in a workbook by SheetJS, which takes the format from the name of the target:
// node fill_sheetjs.mjs BLANK ENTRIES.json TARGET.{xlsx,xls,ods}
import { readFileSync } from "node:fs";
import XLSX from "xlsx";

const [blank, entries, target] = process.argv.slice(2);
const book = XLSX.readFile(blank);
for (const [sheet, cells] of Object.entries(JSON.parse(readFileSync(entries, "utf8")))) {
  for (const [cell, value] of Object.entries(cells)) {
    XLSX.utils.sheet_add_aoa(book.Sheets[sheet], [[value]], { origin: cell });
  }
}
XLSX.writeFile(book, target);
