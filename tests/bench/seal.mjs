// Seals a PDF with @libpdf/core, once for each line on standard input, and says what CPU time it took.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";
import { CryptoKeySigner, PDF } from "@libpdf/core";

const curve = { name: "ECDSA", namedCurve: "P-256" };
const key = await webcrypto.subtle.importKey("pkcs8", readFileSync("key.der"), curve, false, ["sign"]);
const signer = new CryptoKeySigner(key, readFileSync("certificate.der"), "EC", "ECDSA");
const bytes = readFileSync("record.pdf");

async function seal() {
  const began = process.cpuUsage();
  const pdf = await PDF.load(new Uint8Array(bytes));
  await pdf.sign({ signer, fieldName: "seal", reason: "Seal of the service" });
  const took = process.cpuUsage(began);
  return (took.user + took.system) / 1000;
}

for (let round = 0; round < Number(process.argv[2]); round += 1) await seal();
console.log("ready");
for await (const _ of createInterface({ input: process.stdin })) console.log(await seal());
