// Fill in a workbook by ExcelJS: node fill_exceljs.mjs BLANK ENTRIES.json TARGET.xlsx
import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";

const [blank, entries, target] = process.argv.slice(2);
const book = new ExcelJS.Workbook();
await book.xlsx.readFile(blank);
for (const [sheet, cells] of Object.entries(JSON.parse(readFileSync(entries, "utf8")))) {
  for (const [cell, value] of Object.entries(cells)) {
    book.getWorksheet(sheet).getCell(cell).value = value;
  }
}
await book.xlsx.writeFile(target);
