"""Words of passwords that are tried first: what people type everywhere, and what lies near here."""

COMMON = frozenset(
    """
    password passwords passw passwd pass word letmein welcome admin administrator root user test
    testtest guest master login secret changeme default qwerty qwertyuiop qwer qwerasdf qwerasdfzxcv
    asdf asdfasdf asdfgh asdfghjkl zxcv zxcvbnm zxcvzxcv qazwsx qazwsxedc abcd abcde abcdef abcdefg
    abcdefgh abcabc aaaa iloveyou sunshine princess football baseball dragon monkey shadow superman
    computer internet samsung hyundai korea seoul busan tkfkdgo tkfkd dkssud dkssudgktpdy qlalfqjsgh
    rhksflwk rhdrorsl alsrud dudemdvh tkghlrudwp yeongdeungpo youngdeungpo ydp ydpgu seonyudo seonyu
    seonyudong dangsan mullae center centre socialeconomy social economy cooperative sehub sekorea
    비밀번호 관리자 사랑해 안녕하세요 영등포 영등포구 선유도 센터 사회적경제 협동조합 1234567890 0123456789 0987654321 1111111111
    12345678910 123456789a 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 1qaz2wsx3edc
    """.split()  # noqa: SIM905 (a list of a hundred quotes would not be read)
)
