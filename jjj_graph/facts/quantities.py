"""Numbers as the sources print them: digits, scale words, hedges, and the interval they leave open.

One table of words for Chinese, English and the few other languages of the sources. A printed number is
an interval: "2.43 trillion" is [2.425, 2.435] x 10^12, "over 3,000" is [3000, infinity).

>>> n = find_numbers("工业增加值由1.7万亿元增加到近2.43万亿元")[1]
>>> n.text, n.value, n.hedge
('2.43万亿', Decimal('2430000000000.00'), 'nearly')
>>> find_numbers("more than 1,100 firms")[0].interval()
(Decimal('1100'), None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

Interval = tuple[Decimal | None, Decimal | None]

#: Full-width and traditional forms, one character for one, so that places in the text stay what they are.
_FOLD = str.maketrans(
    "０１２３４５６７８９．％＋－−萬億兩餘約過將個點倍", "0123456789.%+--万亿两余约过将个点倍"
)
#: A full-width comma groups full-width digits; between others it parts two clauses.
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９])")

SCALES: dict[str, int] = {
    "万亿": 12, "兆": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2,
    "trillion": 12, "billion": 9, "million": 6, "thousand": 3, "hundred": 2, "bn": 9, "mn": 6,
    "trilhões": 12, "trilhão": 12, "bilhões": 9, "bilhão": 9, "milhões": 6, "milhão": 6, "mil": 3,
    "milliarden": 9, "milliarde": 9, "millionen": 6, "miliardi": 9, "miliardo": 9, "milioni": 6,
}  # fmt: skip
_WHOLE_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12,
}  # fmt: skip
#: Words that are a number by themselves: (value, unit it is in).
_FIXED: dict[str, tuple[str, str]] = {
    "半壁江山": ("50", "percent"), "一半": ("50", "percent"), "半数": ("50", "percent"), "过半": ("50", "percent"),
    "三分之一": ("33.3", "percent"), "三分之二": ("66.7", "percent"), "四分之一": ("25", "percent"), "1/3": ("33.3", "percent"),
    "half": ("50", "percent"), "a third": ("33.3", "percent"), "one third": ("33.3", "percent"), "one-third": ("33.3", "percent"),
    "two thirds": ("66.7", "percent"), "two-thirds": ("66.7", "percent"), "a quarter": ("25", "percent"), "three quarters": ("75", "percent"),
    "翻两番": ("4", "times"), "翻了一番": ("2", "times"), "翻一番": ("2", "times"), "翻番": ("2", "times"),
    "doubling": ("2", "times"), "doubled": ("2", "times"), "double": ("2", "times"), "tripled": ("3", "times"), "triple": ("3", "times"),
    "tenfold": ("10", "times"), "twofold": ("2", "times"), "threefold": ("3", "times"), "fivefold": ("5", "times"),
}  # fmt: skip

_ZH_DIGIT = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_ZH_SMALL = {"十": 10, "百": 100, "千": 1000}

# What stands before or after a number and bends it. Longer words first.
_BEFORE = (
    ("at-least", ("no less than", "not less than", "no fewer than", "at least", "不少于", "不低于", "至少", "大于或等于", "大於或等於")),
    ("up-to", ("no more than", "not more than", "at most", "up to", "as many as", "不超过", "不高于", "最多", "至多", "最高", "可达", "可达到", "可達", "可達到", "多达", "多達")),
    ("nearly", ("close to", "nearly", "almost", "接近", "将近", "近")),
    ("over", ("more than", "in excess of", "exceeding", "exceeded", "exceeds", "exceed", "surpassing", "surpassed",
              "surpass", "topped", "topping", "above", "over", "超过", "超", "逾", "突破", "高于", "多于", "越过")),
    ("under", ("less than", "fewer than", "in under", "below", "under", "不足", "不到", "低于", "少于")),
    ("about", ("approximately", "roughly", "around", "about", "some", "circa", "大约", "约", "大概")),
)  # fmt: skip
_AFTER = (
    ("at-least", ("以上", "or more")),
    ("over", ("余", "餘", "多", "plus", "+")),
    ("about", ("左右", "上下")),
    ("under", ("以下", "以内")),
)
#: A hedge, then one character before the number.
_FILLED = re.compile("(?:约|超过|超|近|逾|不足|不到)[为占达有合到是]$")
#: Words that end like a hedge and are none: 签约28个 is 28 projects signed, not about 28.
_NO_HEDGE = ("签约", "节约", "预约", "合约", "集约", "条约", "契约", "附近", "最近")
_COUNTERS = "家个项名条种座台辆套户人所座处类款件平吨公亩"

_SCALE_ALTERNATIVES = "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True))
_FIXED_ALTERNATIVES = "|".join(sorted(map(re.escape, _FIXED), key=len, reverse=True))
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_ZH = "〇零一二两三四五六七八九"
_NUMBER = re.compile(
    # no "half" in behalf or in the first half of a year, no 1/3 in 11/30
    rf"(?<![a-zA-Z0-9/])(?<!first )(?<!second )(?P<fixed>{_FIXED_ALTERNATIVES})(?![a-zA-Z0-9/])"
    rf"|(?P<digits>{_DIGITS})(?P<more>[多余])?(?:[ -]?(?P<scale>{_SCALE_ALTERNATIVES})(?![a-zA-Z克米瓦伏赫]|分[点之]))?"
    # 百分之三、四十 is 30 to 40 percent, and no 3
    rf"|百分之(?P<percent>(?![{_ZH}]、[{_ZH}]十)[{_ZH}十百]+(?:点[{_ZH}]+)?)"
    # 七成 is seven tenths; 之一成为 and 统一成立 hold no number
    rf"|(?<![{_ZH}十百千第])(?P<tenths>[一二两三四五六七八九1-9])成(?![为立功果本员就长绩都交品套渝熟型分])"
    rf"|(?P<zh>[{_ZH}十百千万亿]+)(?!分[点之])"
    rf"|\b(?P<word>{'|'.join(_WHOLE_WORDS)})\b(?:[ -](?P<wordscale>trillion|billion|million|thousand|hundred)\b)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"(?:[\s$¥€£\"'“(]|\b(?:rmb|cny|usd|us|yuan|a|an)\b)+$")
_UNIT_AFTER = (
    ("percentage-point", re.compile(r" ?(?:个?百分点|percentage points?|pp\b)", re.I)),
    ("percent", re.compile(r" ?(?:%|percent|per cent|％)", re.I)),
    ("times", re.compile(r" ?(?:倍|times|-?fold)", re.I)),
    ("km2", re.compile(r"[ -]?(?:平方公里|平方千米|square[ -]kilomet|sq ?km|km2|km²)", re.I)),
    ("hectare", re.compile(r"[ -]?(?:公顷|hectares?\b|ha\b)", re.I)),
    ("mu", re.compile(r"[ -]?(?:亩|mu\b)", re.I)),
)
#: Square metres in the units of area that pages print beside m2.
_AREA = {"km2": Decimal(1_000_000), "hectare": Decimal(10_000), "mu": Decimal(10_000) / 15, "m2": Decimal(1)}
#: What says that a number printed without a sign is below zero. The hyphen of year-on-year or 2013-2023 does not.
_DOWN = re.compile(
    r"下降|减少|降低|回落|下滑|降幅|亏损|零下|负(?=[0-9])|\b(?:down|loss|fell\b|fall|declin|decreas|drop|reduc)|(?<![0-9A-Za-z])[-−－](?=[0-9０-９])",
    re.I,
)


@dataclass(frozen=True)
class Printed:
    """A number found in a text: its characters, place, value, half of its last printed place, hedge."""

    text: str
    start: int
    end: int
    value: Decimal
    half_step: Decimal
    hedge: str
    unit: str | None

    def interval(self) -> Interval:
        """The values that the printed number leaves open; ``None`` is an open side."""
        return interval(self.value, self.half_step, self.hedge, self.unit)


def interval(
    value: Decimal, half_step: Decimal, hedge: str, unit: str | None = None, distance: bool = False
) -> Interval:
    """Low and high of a number with that rounding and hedge.

    A hedge bends the size of a number, whatever its sign: over -5 is at most -5.
    nearly a value is [0.9 v, v], nearly n-fold [0.875 n, n]; about is 5 % or half the last printed place,
    whichever is wider, about a distance 20 %; over and at least are open above, under and up to below.

    >>> interval(Decimal("2"), Decimal("0"), "nearly", "times")
    (Decimal('1.750'), Decimal('2'))
    >>> interval(Decimal("-5"), Decimal("0"), "over")
    (None, Decimal('-5'))
    """
    if value < 0:  # "fell by over 5 %" bends the size of the fall
        low, high = interval(-value, half_step, hedge, unit, distance)
        return None if high is None else -high, None if low is None else -low
    if hedge in ("over", "at-least"):
        return value, None
    if hedge in ("under", "up-to"):
        return None, value
    if hedge == "nearly":
        return value * (Decimal("0.875") if unit == "times" else Decimal("0.9")), value
    if hedge == "about":
        half_step = max(half_step, abs(value) * Decimal("0.2" if distance else "0.05"))
    return value - half_step, value + half_step


@lru_cache(maxsize=65536)
def find_numbers(text: str) -> tuple[Printed, ...]:
    """Every number in a text, in order; the characters are those of the text as it stands."""
    folded = _WIDE_COMMA.sub(",", text).translate(_FOLD)
    return tuple(found for match in _NUMBER.finditer(folded) if (found := _printed(text, folded, match)))


def match_number(value: Decimal, unit: str | None, texts: tuple[str, ...]) -> Printed | None:
    """The printed number, among the texts, that states this value; ``None`` where none does.

    A fall printed without its sign ("down 4.8 %"), times for percent, and an area in mu, hectares or km2 are recognised.

    >>> match_number(Decimal(2430000000000), "CNY", ("2.43 trillion yuan",)).text
    '2.43 trillion'
    >>> match_number(Decimal(1100), "count", ("niche sectors",)) is None
    True
    """
    best: Printed | None = None
    for text in texts:
        for printed in find_numbers(text):
            if _states(printed, value, unit, text):
                if best is None or (best.unit is None and printed.unit is not None):
                    best = printed
    return best


def _states(printed: Printed, value: Decimal, unit: str | None, text: str) -> bool:
    if value < 0:
        value = -value if _DOWN.search(text) else value
    if printed.unit == "times" and unit == "percent":
        return printed.value * 100 == value
    if printed.unit in _AREA and unit in _AREA:
        return abs(printed.value * _AREA[printed.unit] - value * _AREA[unit]) <= value * _AREA[unit] / 1000
    return printed.value == value and _unit_fits(printed.unit, unit)


def read_decimal(text: str) -> Decimal:
    """A number of a source file: digits, an optional sign, point and exponent; nothing else.

    Raises ``ValueError`` for what Python would let pass: ``1_000``, ``1,000``, full-width digits, nan, inf.

    >>> read_decimal("1.74e12") == 1740000000000
    True
    """
    if len(text) > 60 or not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?", text):
        raise ValueError(f"'{text[:60]}' is not a number")
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern allows only what Decimal reads
        raise ValueError(f"'{text}' is not a number") from None


def plain(number: Decimal) -> str:
    """A decimal without exponent and without superfluous zeros.

    >>> plain(Decimal("1.740E+12")), plain(Decimal("0.50"))
    ('1740000000000', '0.5')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _printed(text: str, folded: str, match: re.Match[str]) -> Printed | None:
    value, step, unit = _value(match)
    if value is None:
        return None
    start, end = match.span()
    if unit is None:
        unit = next((name for name, pattern in _UNIT_AFTER if pattern.match(folded, end)), None)
    hedge = "over" if match["more"] else _hedge(folded, start, end)
    if match["digits"] and not step and unit:  # 68 % was rounded to a whole percent, 68 firms were not
        step = Decimal(1)
    return Printed(text[start:end], start, end, value, step / 2, hedge, unit)


def _value(match: re.Match[str]) -> tuple[Decimal | None, Decimal, str | None]:
    """Value, step of the last printed place, and the unit where the word carries one."""
    if match["fixed"]:
        value, unit = _FIXED[match["fixed"].lower()]
        return Decimal(value), Decimal(0), unit
    if match["digits"]:
        digits = match["digits"].replace(",", "")
        places = len(digits.partition(".")[2])
        scale = Decimal(10) ** SCALES.get((match["scale"] or "").lower(), 0)
        # A whole number without a scale word is a count or an exact figure: nothing was rounded away.
        step = scale / 10**places if places or match["scale"] else Decimal(0)
        return Decimal(digits) * scale, step, None
    if match["word"]:
        scale = 10 ** SCALES.get((match["wordscale"] or "").lower(), 0)
        return Decimal(_WHOLE_WORDS[match["word"].lower()] * scale), Decimal(0), None
    if match["percent"]:
        return _chinese_percent(match["percent"])
    if match["tenths"]:
        word = match["tenths"]
        return Decimal(10 * (_ZH_DIGIT[word] if word in _ZH_DIGIT else int(word))), Decimal(10), "percent"
    number = chinese_number(match["zh"])
    return (None, Decimal(0), None) if number is None else (Decimal(number), Decimal(0), None)


def _chinese_percent(text: str) -> tuple[Decimal | None, Decimal, str | None]:
    """Value, step and unit of what follows 百分之: 三十, 六点五."""
    whole, point, places = text.partition("点")
    number = chinese_number(whole)
    if number is None:
        return None, Decimal(0), None
    digits = "".join(str(_ZH_DIGIT[c]) for c in places)
    return Decimal(f"{number}{'.' if point else ''}{digits}"), Decimal(1).scaleb(-len(digits)), "percent"


def chinese_number(text: str) -> int | None:
    """The value of Chinese numerals, ``None`` for what is none (``万亿`` alone, ``一一``).

    >>> chinese_number("三千二百"), chinese_number("二〇二四"), chinese_number("十二"), chinese_number("万亿")
    (3200, 2024, 12, None)
    """
    if all(c in _ZH_DIGIT for c in text):
        return int("".join(str(_ZH_DIGIT[c]) for c in text)) if len(text) in (1, 4) else None
    total = myriads = section = digit = 0  # 亿 and above, 万, below 万, the last digit
    seen = False
    for c in text:
        if c in _ZH_DIGIT:
            digit, seen = _ZH_DIGIT[c], True
        elif c in _ZH_SMALL:
            section += (digit or 1) * _ZH_SMALL[c]
            digit, seen = (
                0,
                seen or c == "十" or text[0] == c,
            )  # 千亿, 百: a class word, one thousand, one hundred
        elif c == "万":
            myriads, section, digit = (myriads + section + digit) * 10**4, 0, 0
        else:
            total, myriads, section, digit = (total + myriads + section + digit) * 10**8, 0, 0, 0
    return total + myriads + section + digit if seen else None


def _hedge(folded: str, start: int, end: int) -> str:
    before = _CURRENCY.sub("", folded[max(0, start - 18) : start].lower()).removesuffix("-")
    if (filled := _FILLED.search(before)) is not None:  # 约占 and 约为 are 约
        before = before[: filled.end() - 1]
    if folded[start:end] == "过半":
        return "over"
    if (
        before.endswith(("上", "数")) and folded[start] in "百千万"
    ):  # 上百家 and 数百家 are a hundred or more, 比上年 is none
        return "at-least"
    for hedge, words in () if before.endswith(_NO_HEDGE) else _BEFORE:
        if any(_ends_with(before, word) for word in words):
            return hedge
    after = folded[end : end + 12].lower().lstrip(" ")
    tails = (after, after[1:]) if after[:1] in _COUNTERS or after[:1] == "%" else (after,)
    for hedge, words in _AFTER:
        if any(tail.startswith(word) for tail in tails for word in words):
            return hedge
    between, above, rest = folded[end : end + 12].partition("以上")
    # 规模以上 is a class of firms, 以上市公司为主 is 以 and 上市
    return (
        "over"
        if above
        and not between.endswith("规模")
        and not rest.startswith("市")
        and not re.search(r"[,，。;；、0-9]", between)
        else "exact"
    )


def _ends_with(before: str, word: str) -> bool:
    if not before.endswith(word):
        return False
    # "moreover 5" has no hedge: an English word must stand alone.
    return not word.isascii() or len(before) == len(word) or not before[-len(word) - 1].isalpha()


def _unit_fits(printed: str | None, wanted: str | None) -> bool:
    if printed is None or wanted is None:
        return True
    # "20 times" may be 20 visits
    return printed == wanted or printed == "times" and wanted not in ("percent", "percentage-point")
