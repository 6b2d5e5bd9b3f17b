"""What share buttons, counters, menus and notices of rights say, in the three languages, as regular expressions.

Each stands for a whole paragraph. Words that may begin a sentence are followed by a bounded rest.
"""

from __future__ import annotations

import re

_SERVICE = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|kakao(?:talk|story)?|line|telegram|reddit|pinterest|instagram|hatena|"
    r"e-?mail|print|copy (?:link|url)|url copy|bookmark|save|more)"
)
ENGLISH = (
    r"(?:please )?share(?: (?:this|on|via|with|to)\b.{0,60})?",
    rf"{_SERVICE}(?:[\s|/,·]+{_SERVICE})*",
    r"tweet|(?:re)?post this|like(?: this)?|follow(?: us)?(?: on\b.{0,60})?",
    r"(?:\d+ )?(?:comments?|shares?|likes?|views?)|(?:leave|add|post|write) a comment",
    r"log ?in|sign (?:in|up)\b.{0,60}|subscribe\b.{0,60}|.{0,40}\bnewsletters?\b.{0,40}",
    r"advertisement|ad|sponsored(?: content)?",
    r"(?:read (?:more|also|next)|also read)\b.{0,80}",
    r"(?:related|recommended|trending|latest|more|most (?:read|popular|viewed)) (?:articles?|stories|news|posts?)\b"
    r".{0,30}",
    r"back to (?:top|list)|(?:previous|next)(?: (?:article|story|page))?|(?:font|text) size\b.{0,20}",
    r"skip to (?:main )?content|(?:main )?menu|search|home|cookie (?:policy|settings)",
    r"(?:\(c\) ?)?copyright\b.*|all rights reserved.*|©.*",
)
_KOREAN_BUTTON = (
    r"(?:기사 ?)?(?:공유(?:하기)?|저장|스크랩|인쇄(?:하기)?|프린트|구독(?:하기)?|좋아요|댓글(?: ?\d+)?|가가|목록|"
    r"로그인|회원가입|페이스북|트위터|카카오톡|카카오스토리|네이버|밴드|이메일|(?:주소|URL) ?복사|본문 바로가기|"
    r"메뉴|검색|광고|관련 ?기사|많이 본 (?:뉴스|기사)|이전 ?기사|다음 ?기사|제보하기|글자 ?크기.{0,10})"
)
KOREAN = (
    rf"{_KOREAN_BUTTON}(?:[\s|/,·]+{_KOREAN_BUTTON})*",
    r".{0,40}(?:무단 ?전재|재배포 ?금지|저작권자).{0,60}",
)
_JAPANESE_BUTTON = (
    r"(?:(?:この記事を)?(?:シェア|ツイート|ポスト|印刷|保存|コメント)(?:する)?(?:\d+件?)?|ブックマーク|フェイスブック|いいね[!！]?|"
    r"メールで送る|リンクをコピー|続きを読む|関連(?:記事|ニュース)|広告|PR|ログイン|会員登録|メニュー|検索|トップ|一覧(?:へ)?|"
    r"前の記事|次の記事|文字サイズ.{0,10}|アクセスランキング|おすすめ(?:記事)?)"
)
JAPANESE = (
    rf"{_JAPANESE_BUTTON}(?:[\s|/・]+{_JAPANESE_BUTTON})*",
    r".{0,40}無断(?:転載|複製|使用).{0,40}",
)
WIDGETS = re.compile(rf"(?:{'|'.join([*ENGLISH, *KOREAN, *JAPANESE])})\s*[:：.…>»]*", re.IGNORECASE)
#: How often something was shared or commented on.
COUNTER = re.compile(r"[\d,.]{1,7}[kKmM]?(?:\s*[|/]\s*[\d,.]{1,7})*")
#: A row of short names.
MENU = re.compile(r"(?:[^|›»>·•]{1,24}[|›»>·•]){2,}[^|›»>·•]{1,24}")
