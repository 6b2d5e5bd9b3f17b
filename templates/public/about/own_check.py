import hashlib
import json
import re
import unicodedata

with open("S1.json", encoding="utf-8") as file:
    receipts = json.load(file)["captures"]
with open("copy.txt", encoding="utf-8") as file:
    copy = file.read()
unseen = "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
for receipt in receipts:
    text = re.sub(unseen, "", copy) if receipt.get("rule") == "nfc-lines-2" else copy
    lines = unicodedata.normalize("NFC", text).splitlines()
    paragraphs = [" ".join(line.split()) for line in lines if line.split()]
    mine = {hashlib.sha256(each.encode()).hexdigest() for each in paragraphs}
    for number, fingerprint in enumerate(receipt["fingerprints"], start=1):
        print(number, "found" if fingerprint in mine else "not found")
