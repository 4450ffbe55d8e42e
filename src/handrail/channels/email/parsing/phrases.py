# ruff: noqa: E501 — patterns and word lists read better unbroken
"""Words by which mail programs of many languages betray what they added."""

import re


def _any(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split("|"), key=len, reverse=True))


# "… wrote:"
WROTE = _any(
    "wrote|writes|said|a écrit|ecrit|écrit|schrieb|schrieb:|geschrieben|escribió|escribio|escreveu|"
    "ha scritto|scrisse|schreef|geschreven|het volgende geschreven|skrev|kirjoitti|napisał(a)|napisał|napisała|"
    "napisal(a)|napsal(a)|napsal|napísal(a)|napísal|píše|написал(а)|написал|написала|написав|написала(в)|пишет|пише|"
    "пишува|написа|írta|ezt írta|a scris|έγραψε|yazdı|şunu yazdı|đã viết|menulis|va escriure|"
    "rakstīja|rašė|kirjutas|je napisao|je napisala|je napisao/la|je napisao(la)|piše|ha escrit|"
    "写道|写到|寫道|寫|写|書きました|のメール|のメッセージ|님이 작성|작성|작성함|เขียนว่า|כתב|כתבה|‫כתב|كتب|نوشت|skrifaði"
)
# The field names of a quoted head.
FROM = _any(
    "from|von|de|da|van|från|fra|od|от|від|lähettäjä|feladó|de la|από|kimden|từ|dari|no|nuo|kellelt|"
    "saatja|发件人|寄件者|寄件人|差出人|보낸 사람|보낸사람|จาก|מאת|من|expéditeur|remitente|remetente|mittente|afzender|avsändare|odesílatel"
)
OTHERS = _any(
    "sent|date|to|cc|bcc|subject|reply-to|reply to|organization|importance|attachments|on behalf of|"
    "gesendet|datum|an|betreff|antwort an|kopie|wichtigkeit|anlagen|"
    "envoyé|envoyé le|date d'envoi|à|objet|répondre à|copie à|pièces jointes|"
    "enviado|enviado el|enviada em|enviado em|fecha|para|asunto|assunto|data|responder a|cco|"
    "inviato|data invio|a|oggetto|risposta|rispondi a|"
    "verzonden|aan|onderwerp|beantwoorden|"
    "skickat|skickades|till|ämne|dato|sendt|til|emne|kopi|"
    "lähetetty|päivämäärä|pvm|vastaanottaja|aihe|kopio|"
    "wysłano|wysłane|do|temat|dw|udw|odesláno|datum odeslání|komu|předmět|kopie|odoslané|dátum|predmet|poslano|za|zadeva|"
    "отправлено|дата|кому|тема|копия|відправлено|надіслано|изпратено|относно|до|"
    "elküldve|küldve|küldés dátuma|dátum|címzett|tárgy|másolatot kap|trimis|către|subiect|"
    "στάλθηκε|ημερομηνία|προς|θέμα|gönderildi|gönderilme tarihi|tarih|kime|konu|bilgi|"
    "ngày|đến|gửi|chủ đề|tanggal|kepada|perihal|kuupäev|saadetud|kellele|teema|išsiųsta|data|kam|tema|"
    "发送时间|日期|收件人|主题|抄送|寄件日期|收件者|主旨|副本|送信日時|日時|宛先|件名|보낸 날짜|날짜|받는 사람|받는사람|제목|참조|วันที่|ถึง|เรื่อง|תאריך|אל|נושא|נשלח"
)
# "Sent from my …"
SENT_FROM = _any(
    "sent from|sent via|sent with|sent by|sent using|get outlook|get bluemail|get yahoo mail|get aol|gesendet von|gesendet mit|von meinem|diese nachricht wurde von|"
    "envoyé de|envoyé depuis|envoyé à partir de|envoyé avec|envoye de|"
    "enviado desde|enviado do|enviado de|enviado a partir|enviado via|enviat des de|inviato da|inviato dal|inviato con|"
    "verzonden vanaf|verstuurd vanaf|verzonden met|verzonden via|skickat från|skickat med|sendt fra|sendt med|"
    "lähetetty|wysłano z|wysłane z|odesláno z|odesláno ze|odoslané z|odoslané zo|отправлено с|отправлено из|"
    "надіслано з|изпратено от|poslano z|poslato sa|elküldve|küldve a|trimis de pe|trimis din|στάλθηκε από|"
    "gönderen|gửi từ|dikirim dari|saadetud|"
    "发自我的|從我的|发送自|傳送自|iphoneから送信|私のiphone|나의 iphone에서 보냄|내 iphone에서 보냄"
)
DEVICES = re.compile(
    r"iphone|ipad|ipod|android|blackberry|phone|mobile|samsung|galaxy|huawei|nokia|tablet|handy|"
    r"smartphone|outlook|gmail|inbox|mail|yahoo|thunderbird|sparrow|mailbird|nexus|htc|xiaomi|redmi|"
    r"windows|surface|kindle|телефон|устройств|proton|spark|nine|airmail|boxer|verizon|at&t|o2|t-mobile|"
    r"device|gerät|appareil|dispositivo|gsm|mobil|telefon|telefoon|matkapuhelin",
    re.IGNORECASE,
)
# "Get Outlook for iOS", its link behind it or not.
PROGRAM_OFFERED = re.compile(
    r"\W*(?:(?:get|download|télécharger|téléchargez|obtenir|obtenez|obtener|obtén|descargar|obter|obtenha|baixar|scarica|ottieni|hämta|hent|hanki)\W+(?:o )?outlook\W+\w{2,5}\W+(?:ios|android|mac|windows)|"
    r"outlook\W+(?:für|voor)\W+(?:ios|android|mac|windows)(?:<[^<>]{0,150}>)?\W+(?:beziehen|herunterladen|abrufen|holen|downloaden|ophalen)|"
    r"(?:下载|获取|取得)\W*outlook.{0,30}|outlook.{0,20}(?:を入手|をダウンロード))\W*(?:<[^<>]{0,150}>)?\W*",
    re.IGNORECASE,
)
ABOVE_THIS_LINE = re.compile(
    r"(?:above|au-dessus|oberhalb|über|por encima|sopra|boven|acima|ovanför)\b.{0,40}\b"
    r"(?:line|ligne|linie|zeile|línea|riga|regel|linha|rad)\b",
    re.IGNORECASE,
)
