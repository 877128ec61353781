"""Printed numbers: what a text states, how exactly, and whether it states the number of a fact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.facts.quantities import (
    chinese_number,
    find_numbers,
    interval,
    match_number,
    plain,
    read_decimal,
)


def told(text: str) -> list[tuple[str, str, str | None]]:
    """Value, hedge and unit of every number in a text."""
    return [(plain(n.value), n.hedge, n.unit) for n in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.74万亿元", "1740000000000"),
        ("10.4万亿", "10400000000000"),
        ("2.3千亿", "230000000000"),
        ("6.5百亿元", "65000000000"),
        ("12亿", "1200000000"),
        ("3.5亿元", "350000000"),
        ("800万吨", "8000000"),
        ("2千万", "20000000"),
        ("1.2万家", "12000"),
        ("12萬億元", "12000000000000"),
        ("３．５億元", "350000000"),
        ("１２３亿元", "12300000000"),
        ("１，２３４家", "1234"),
        ("2.43 trillion yuan", "2430000000000"),
        ("45 billion", "45000000000"),
        ("3.6bn", "3600000000"),
        ("1.5 million", "1500000"),
        ("20 thousand", "20000"),
        ("1,100 firms", "1100"),
        ("12,345,678.9", "12345678.9"),
        ("1,5 e 3", "1"),
        ("2,4 bilhões", "2"),
        ("3 Milliarden", "3000000000"),
        ("5 mil", "5000"),
        ("six hundred", "600"),
        ("ninety", "90"),
        ("a dozen", "12"),
        ("三千二百家", "3200"),
        ("十二个", "12"),
        ("两万", "20000"),
        ("二〇二四年", "2024"),
        ("一亿三千万", "130000000"),
        ("千亿级", "100000000000"),
        ("百家", "100"),
        ("5千克", "5"),
        ("5 kilometres", "5"),
        ("5 Mw", "5"),
        ("9百米", "9"),
    ],
)
def test_digits_scale_words_and_numerals(text, value):
    assert told(text)[0][0] == value


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("超过3000家", "over"),
        ("超3000家", "over"),
        ("逾3000家", "over"),
        ("突破3000家", "over"),
        ("3000多家", "over"),
        ("3000余家", "over"),
        ("３０００餘家", "over"),
        ("3000家以上", "at-least"),
        ("50万吨以上", "at-least"),
        ("more than 3,000", "over"),
        ("over 3,000", "over"),
        ("3,000 or more", "at-least"),
        ("可達500公里", "up-to"),
        ("多达50家", "up-to"),
        ("大于或等于2000万元", "at-least"),
        ("3,000+", "over"),
        ("in excess of $3 billion", "over"),
        ("exceeding RMB 300 million", "over"),
        ("近3000家", "nearly"),
        ("接近3000家", "nearly"),
        ("将近3000家", "nearly"),
        ("將近3000家", "nearly"),
        ("nearly 3,000", "nearly"),
        ("almost 3,000", "nearly"),
        ("close to 3,000", "nearly"),
        ("约3000家", "about"),
        ("約3000家", "about"),
        ("大约3000家", "about"),
        ("3000家左右", "about"),
        ("about 3,000", "about"),
        ("approximately 3,000", "about"),
        ("some 3,000", "about"),
        ("around 3,000", "about"),
        ("不到3000家", "under"),
        ("不足3000家", "under"),
        ("低于3000家", "under"),
        ("less than 3,000", "under"),
        ("3000家以下", "under"),
        ("不少于3000家", "at-least"),
        ("至少3000家", "at-least"),
        ("no less than 3,000", "at-least"),
        ("at least 3,000", "at-least"),
        ("不超过3000家", "up-to"),
        ("no more than 3,000", "up-to"),
        ("up to 3,000", "up-to"),
        ("not more than 3,000", "up-to"),
        ("3000家", "exact"),
        ("3,000 firms", "exact"),
        # words that only look like hedges
        ("签约3000个项目", "exact"),
        ("节约3000万元", "exact"),
        ("最近3000天", "exact"),
        ("附近3000人", "exact"),
        ("moreover 3,000", "exact"),
        ("turnover 3,000", "exact"),
        ("awesome 3,000", "exact"),
        ("about it, 3,000", "exact"),
        ("3000家，增长5%以上", "exact"),
        ("3000家规模以上工业企业", "exact"),
        ("3000家企业以上市公司为主", "exact"),
        ("3000家企业以上", "over"),
        ("数百家", "at-least"),
        ("过半", "over"),
    ],
)
def test_hedges_beside_a_number(text, hedge):
    assert told(text)[0][1] == hedge


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("增长5.1%", "5.1", "percent"),
        ("增长５．１％", "5.1", "percent"),
        ("5.1 percent", "5.1", "percent"),
        ("5.1 per cent", "5.1", "percent"),
        ("提高3个百分点", "3", "percentage-point"),
        ("提高3百分点", "3", "percentage-point"),
        ("3 percentage points", "3", "percentage-point"),
        ("3pp", "3", "percentage-point"),
        ("1.8倍", "1.8", "times"),
        ("1.8 times", "1.8", "times"),
        ("3-fold", "3", "times"),
        ("翻番", "2", "times"),
        ("翻了一番", "2", "times"),
        ("翻两番", "4", "times"),
        ("doubled", "2", "times"),
        ("tenfold", "10", "times"),
        ("三分之一", "33.3", "percent"),
        ("三分之二", "66.7", "percent"),
        ("四分之一", "25", "percent"),
        ("1/3", "33.3", "percent"),
        ("two-thirds", "66.7", "percent"),
        ("one third", "33.3", "percent"),
        ("a quarter", "25", "percent"),
        ("half of", "50", "percent"),
        ("半壁江山", "50", "percent"),
        ("七成", "70", "percent"),
        ("百分之三十", "30", "percent"),
        ("百分之六点五", "6.5", "percent"),
        ("100平方公里", "100", "km2"),
        ("100 square kilometres", "100", "km2"),
        ("30公顷", "30", "hectare"),
        ("1500亩", "1500", "mu"),
    ],
)
def test_units_that_a_text_prints(text, value, unit):
    assert (value, unit) in [(v, u) for v, _, u in told(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("on behalf of", []),
        ("in the first half of 2024", ["2024"]),
        ("halfway", []),
        ("万亿", []),
        ("万科", []),
        ("提高3个百分点", ["3"]),
        ("11/30", ["11", "30"]),
        ("1/31", ["1", "31"]),
        ("2013,2014", ["2013", "2014"]),
        ("May 12,2023", ["12", "2023"]),
        ("达到5，132家", ["5", "132"]),
        ("30%~40%", ["30", "40"]),
        ("由1.7万亿元增加到近2.43万亿元", ["1700000000000", "2430000000000"]),
        ("百分之六十、七十", ["60", "70"]),
        ("统一成立", ["1"]),
        ("1.2.3", ["1.2", "3"]),
        ("", []),
        ("—", []),
        ("n.a.", []),
    ],
)
def test_what_holds_no_number_or_several(text, values):
    found = [plain(n.value) for n in find_numbers(text)]
    assert found == values


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2.43 trillion", "2425000000000", "2435000000000"),
        ("1,100 firms", "1100", "1100"),
        ("68%", "67.5", "68.5"),
        ("68.0%", "67.95", "68.05"),
        ("over 3,000", "3000", None),
        ("不足3000家", None, "3000"),
        ("近3900家", "3510", "3900"),
        ("约100家", "95", "105"),
        ("nearly 2 times", "1.75", "2"),
        ("约2.5万亿元", "2375000000000", "2625000000000"),
        ("3000多万", "30000000", None),
        ("七成", "65", "75"),
        ("百分之三十", "29.5", "30.5"),
    ],
)
def test_a_printed_number_is_an_interval(text, low, high):
    ends = find_numbers(text)[0].interval()
    assert tuple(None if end is None else plain(end) for end in ends) == (low, high)


@pytest.mark.parametrize(
    ("value", "unit", "text", "printed"),
    [
        ("2430000000000", "CNY", "to 2.43 trillion yuan", "2.43 trillion"),
        ("250", "percent", "2.5倍", "2.5"),
        ("2.5", "times", "2.5倍", "2.5"),
        ("2", "times", "翻一番", "翻一番"),
        ("-0.4", "percent", "同比下降0.4%", "0.4"),
        ("-5", "percent", "fell 5 percent", "5"),
        ("-5", "percent", "－5%", "5"),
        ("-310000000", "CNY", "亏损3.1亿元", "3.1亿"),
        ("1000000", "m2", "1平方公里", "1"),
        ("1000", "mu", "1000亩", "1000"),
        ("666667", "m2", "1000亩", "1000"),
        ("66.67", "hectare", "1000亩", "1000"),
        ("20", "count", "20 times", "20"),
        ("33.3", "percent", "三分之一", "三分之一"),
        ("70", "percent", "超七成", "七成"),
    ],
)
def test_a_text_states_a_number_in_another_form(value, unit, text, printed):
    found = match_number(Decimal(value), unit, ("nothing here", text))
    assert found is not None and found.text == printed
    assert text[found.start : found.end] == printed


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1100", "count", "niche sectors"),
        ("3", "percent", "提高3个百分点"),
        ("3", "percentage-point", "提高3%"),
        ("100", "count", "提高3个百分点"),
        ("5", "CNY", "增长5%"),
        ("20", "vehicle", "20%"),
        ("-5", "percent", "增长5%"),
        ("-5", "percent", "grew 5% year-on-year"),
        ("-5", "percent", "2013-2023: 5%"),
        ("0.5", "percent", "half"),
        ("2430000000000", "CNY", "2.4 trillion"),
        ("50", "percent", "on behalf of"),
        ("1000", "km2", "1000亩"),
        ("250", "percent", "2.5%"),
    ],
)
def test_a_text_does_not_state_another_number(value, unit, text):
    assert match_number(Decimal(value), unit, (text,)) is None


def test_the_number_with_its_unit_wins_over_the_same_digits_without():
    assert match_number(Decimal(5), "percent", ("5 firms grew by 5%",)).unit == "percent"


@pytest.mark.parametrize("text", ["0", "7", "-7", "1.50", "1.74e12", "2E+3", "0.0001", "9" * 60])
def test_numbers_of_a_source_file(text):
    assert read_decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "1E1000000",
        "1_000",
        "1_0.5",
        "1,000",
        "１２３",
        "１．５",
        "٣",
        "−5",
        "+5",
        " 5",
        "5 ",
        "5\n",
        "0x1F",
        "1e-3",
        ".5",
        "5.",
        "--5",
        "1 000",
        "1/2",
        "3%",
        "三",
        "9" * 61,
        "1" + "0" * 5000,
        "超千亿",
        "近3900",
        "30~40",
        "—",
        "n.a.",
        "None",
        "true",
        "12:30",
    ],
)
def test_what_only_looks_like_a_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a number") as caught:
        read_decimal(text)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("二十", 20),
        ("一百零五", 105),
        ("三千二百", 3200),
        ("一万二千", 12000),
        ("两千万", 20000000),
        ("三亿五千万", 350000000),
        ("一万二千亿", 12 * 10**11),
        ("一亿三千万零五", 130000005),
        ("千亿", 10**11),
        ("〇", 0),
        ("二零一四", 2014),
        ("一一", None),
        ("万", None),
        ("亿", None),
        ("一五", None),
    ],
)
def test_chinese_numerals(text, value):
    assert chinese_number(text) == value


amounts = st.decimals(min_value=0, max_value=10**15, places=2) | st.integers(0, 10**18).map(Decimal)


@given(amounts, st.sampled_from(["{}", "约{}家", "over {} firms", "由{}元", "({})", "“{}”"]))
def test_a_number_that_we_print_is_found_again(value, around):
    for digits in (
        plain(value),
        f"{value:,f}",
        plain(value).translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    ):
        assert match_number(value, "CNY", (around.format(digits),)) is not None


@given(
    st.decimals(min_value="0.01", max_value=9999, places=2),
    st.sampled_from(
        [("万亿", 12), ("亿", 8), ("万", 4), (" trillion", 12), (" billion", 9), (" million", 6)]
    ),
)
def test_a_scaled_number_is_found_and_its_interval_holds_it(value, scale):
    word, power = scale
    found = match_number(value * 10**power, "CNY", (f"达到{value}{word}",))
    assert found is not None
    low, high = found.interval()
    assert low <= value * 10**power <= high


@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=3),
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(["exact", "about", "over", "at-least", "under", "nearly", "up-to"]),
    st.sampled_from(["percent", "times", None]),
    st.booleans(),
)
def test_every_interval_holds_its_value(value, half_step, hedge, unit, distance):
    low, high = interval(value, half_step, hedge, unit, distance)
    assert (
        (low is not None or high is not None)
        and (low is None or low <= value)
        and (high is None or value <= high)
    )


@given(st.text() | st.text("0123456789,，.．万亿千百十一二三%％倍成分之点个多余约近超 -/ahflf"))
def test_any_text_can_be_searched_and_places_are_right(text):
    last = 0
    for number in find_numbers(text):
        assert last <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.text
        last = number.end


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "一" + "亿" * 2000,
        "0." + "0" * 50_000 + "1",
        "1," * 50_000,
        "1,000" * 20_000,
        "百分之" * 20_000,
    ],
)
def test_absurdly_long_numbers_do_no_harm(text):
    find_numbers(text)
    match_number(Decimal(5), "count", (text,))
