// Calculate workbooks by HyperFormula: node calculate.mjs BOOK.xlsx... prints for each file how
// many formulas it has, and those that HyperFormula cannot parse or that end in an error. Results
// are not compared: unlike Excel, its COUNTBLANK does not count a formula's empty text.
import { HyperFormula, DetailedCellError } from "hyperformula";
import XLSX from "xlsx";

function sheets(book) {
  const found = {};
  for (const name of book.SheetNames) {
    const area = XLSX.utils.decode_range(book.Sheets[name]["!ref"] ?? "A1");
    const rows = [];
    for (let r = 0; r <= area.e.r; r++) {
      rows.push([]);
      for (let c = 0; c <= area.e.c; c++) {
        const cell = book.Sheets[name][XLSX.utils.encode_cell({ r, c })];
        const text = cell?.t === "s" && !cell.f;
        rows[r].push(cell?.f ? `=${cell.f}` : text ? `'${cell.v}` : (cell?.v ?? null));
      }
    }
    found[name] = rows;
  }
  return found;
}

function calculate(file) {
  const book = XLSX.readFile(file, { cellFormula: true, sheetStubs: true });
  const config = { licenseKey: "gpl-v3", useArrayArithmetic: true };
  const names = (book.Workbook?.Names ?? [])
    .filter(({ Name }) => Name.startsWith("xl_"))
    .map(({ Name, Ref }) => ({ name: Name, expression: `=${Ref}` }));
  const engine = HyperFormula.buildFromSheets(sheets(book), config, names);
  const report = { file, formulas: 0, failed: [] };
  for (const name of book.SheetNames) {
    const sheet = engine.getSheetId(name);
    for (const [at, cell] of Object.entries(book.Sheets[name])) {
      if (!cell.f) continue;
      report.formulas++;
      const { r: row, c: col } = XLSX.utils.decode_cell(at);
      const value = engine.getCellValue({ sheet, row, col });
      if (value instanceof DetailedCellError) {
        report.failed.push(`${name}!${at} ${value.value} =${cell.f}`);
      }
    }
  }
  return report;
}

console.log(JSON.stringify(process.argv.slice(2).map(calculate)));
