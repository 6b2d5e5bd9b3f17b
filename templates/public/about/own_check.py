import hashlib
import json
import re
import unicodedata

with open("S1.json", encoding="utf-8") as source, open("copy.txt", encoding="utf-8") as copy:
    receipts, text = json.load(source)["captures"], copy.read()
for receipt in receipts:
    unseen = "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    seen = re.sub(unseen, "", text) if receipt.get("rule") == "nfc-lines-2" else text
    lines = unicodedata.normalize("NFC", seen).splitlines()
    paragraphs = [" ".join(line.split()) for line in lines if line.split()]
    mine = {hashlib.sha256(paragraph.encode()).hexdigest() for paragraph in paragraphs}
    for number, fingerprint in enumerate(receipt["fingerprints"], start=1):
        print(number, "found" if fingerprint in mine else "not found")
