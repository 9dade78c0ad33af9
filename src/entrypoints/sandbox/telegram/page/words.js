/* What the page itself says. */

import { here } from "./here.js";

export const WORDS = {
  en: {
    message: "Message", send: "Send", attach: "Attach files", asFiles: "As files",
    samples: "Send sample photos", poor: "Send poor ones", commands: "Commands", faults: "Make something go wrong",
    faultsHint: "Armed now, goes off at the next occasion.", armed: "armed", happened: "What happened",
    polled: "found by polling after {n} s", delivered: "taken by the bot after {n} s", again: "asked for again after {n} s",
    through: "went through after {n} s", as_file: "sent as a file after {n} s",
    block: "Block the bot", unblock: "Unblock the bot", bot: "bot", offline: "connecting…",
    uploading: "Uploading…", start: "Start", what: "What can this bot do?",
    empty: "Press Start to say hello.", edited: "edited", person: "Who writes",
    language: "Language of Telegram", spoken: "{name}'s Telegram is in English now. The bot follows, unless another language was chosen in its settings.",
    paid: "You paid ⭐{n} for “{title}”", refunded: "⭐{n} were returned", pay: "Pay ⭐{n}",
    payAsk: "Pay ⭐{n} for “{title}”?\n\n{text}\n\nThese Stars are pretend ones.", cancel: "Cancel", receipt: "Receipt",
    receiptText: "{title}\n{text}\n\nPaid: ⭐{n}\n{date}\nTransaction: {id}",
    payFailed: "Payment was not made: {why}", payTimeout: "the bot did not answer in time",
    failed: "Did not work: {why}", silent: "The bot does not answer",
    photo: "Photo", photoOf: "Photo {n} of {m}", file: "File", close: "Close", openPhoto: "Enlarge: {name}", down: "To the newest",
    previous: "Previous picture", next: "Next picture", zoom: "Zoom",
    drop: "Drop to send", today: "Today", blockedBot: "The bot is blocked",
    shared: "In the chat one chooses: the picture, “{text}”, and a button to the bot",
    noLink: "The page opens only ordinary links", copy: "Copy", copied: "Copied", notCopied: "The browser does not let the page copy",
    kinds: "Something else…", actions: "Reply, edit, copy", reply: "Reply", edit: "Edit",
    replying: "Reply to {name}", editing: "Edit the message", you: "You", chat: "Chat", writing: "Write a message",
  },
  kk: {
    message: "Хабарлама", send: "Жіберу", attach: "Файл тіркеу",
    asFiles: "Файл ретінде", samples: "Үлгі фотоларды жіберу", poor: "Нашар фотоларды жіберу", commands: "Командалар",
    faults: "Ақау жасау", faultsHint: "Келесі жағдайда іске қосылады.",
    armed: "дайын тұр", happened: "Не болды",
    polled: "{n} с кейін сұрау арқылы табылды", delivered: "бот {n} с кейін қабылдады", again: "{n} с кейін қайта сұралды",
    through: "{n} с кейін өтті", as_file: "{n} с кейін файл ретінде жіберілді",
    block: "Ботты бұғаттау", unblock: "Ботты бұғаттан шығару",
    bot: "бот", offline: "қосылуда…", shared: "Таңдалған чатта: сурет, «{text}» және ботқа апаратын түйме",
    uploading: "Жүктелуде…", start: "Бастау", what: "Бұл бот не істей алады?",
    empty: "Сәлемдесу үшін «Бастау» түймесін басыңыз.", edited: "өзгертілген", person: "Кім жазады",
    language: "Telegram тілі", spoken: "{name}: Telegram енді қазақша. Баптауларында басқа тіл таңдалмаса, бот та солай.",
    paid: "Сіз ⭐{n} төледіңіз: «{title}»", refunded: "⭐{n} қайтарылды", pay: "⭐{n} төлеу",
    payAsk: "⭐{n} төлейсіз бе: «{title}»?\n\n{text}\n\nМұндағы жұлдыздар шынайы емес.", cancel: "Бас тарту", receipt: "Түбіртек",
    receiptText: "{title}\n{text}\n\nТөленді: ⭐{n}\n{date}\nОперация: {id}",
    payFailed: "Төлем өтпеді: {why}", payTimeout: "бот уақытында жауап бермеді",
    failed: "Шықпады: {why}", silent: "Бот жауап бермейді",
    photo: "Фото", photoOf: "Фото {n} / {m}", file: "Файл", close: "Жабу", openPhoto: "Үлкейту: {name}", down: "Жаңа хабарламаларға",
    previous: "Алдыңғы сурет", next: "Келесі сурет", zoom: "Масштаб",
    drop: "Жіберу үшін осында тастаңыз", today: "Бүгін", blockedBot: "Бот бұғатталған",
    noLink: "Бет тек кәдімгі сілтемелерді ашады", copy: "Көшіру", copied: "Көшірілді", notCopied: "Браузер бетке көшіруге рұқсат бермейді",
    kinds: "Басқа нәрсе…", actions: "Жауап беру, өзгерту, көшіру", reply: "Жауап беру", edit: "Өзгерту",
    replying: "Жауап: {name}", editing: "Хабарламаны өзгерту", you: "Сіз", chat: "Чат", writing: "Хабарлама жазу",
  },
  ru: {
    message: "Сообщение", send: "Отправить", attach: "Прикрепить файлы",
    asFiles: "Файлами", samples: "Отправить примеры фото", poor: "Отправить неудачные", commands: "Команды",
    faults: "Устроить неполадку", faultsHint: "Сработает при ближайшем случае.",
    armed: "взведено", happened: "Что случилось",
    polled: "найдено опросом через {n} с", delivered: "бот принял через {n} с", again: "запрошено снова через {n} с",
    through: "прошло через {n} с", as_file: "отправлено файлом через {n} с", block: "Заблокировать бота", unblock: "Разблокировать бота",
    bot: "бот", offline: "соединение…",
    uploading: "Загрузка…", start: "Начать", what: "Что умеет этот бот?",
    empty: "Нажмите «Начать», чтобы поздороваться.", edited: "изменено", person: "Кто пишет",
    language: "Язык Telegram", spoken: "{name}: Telegram теперь на русском. Бот тоже, если в его настройках не выбран другой язык.",
    paid: "Вы заплатили ⭐{n}: «{title}»", refunded: "Возвращено ⭐{n}", pay: "Заплатить ⭐{n}",
    payAsk: "Заплатить ⭐{n}: «{title}»?\n\n{text}\n\nЗвёзды здесь ненастоящие.", cancel: "Отмена", receipt: "Чек",
    receiptText: "{title}\n{text}\n\nОплачено: ⭐{n}\n{date}\nОперация: {id}",
    payFailed: "Платёж не прошёл: {why}", payTimeout: "бот не ответил вовремя",
    failed: "Не получилось: {why}", silent: "Бот не отвечает",
    photo: "Фото", photoOf: "Фото {n} из {m}", file: "Файл", close: "Закрыть", openPhoto: "Увеличить: {name}", down: "К новым сообщениям",
    previous: "Предыдущая картинка", next: "Следующая картинка", zoom: "Масштаб",
    drop: "Отпустите, чтобы отправить", today: "Сегодня", blockedBot: "Бот заблокирован",
    shared: "В выбранном чате: картинка, «{text}» и кнопка к боту",
    noLink: "Страница открывает только обычные ссылки", copy: "Скопировать", copied: "Скопировано", notCopied: "Браузер не разрешает странице копировать",
    kinds: "Что-то другое…", actions: "Ответить, изменить, скопировать", reply: "Ответить", edit: "Изменить",
    replying: "Ответ: {name}", editing: "Изменить сообщение", you: "Вы", chat: "Чат", writing: "Написать сообщение",
  },
};
/* Messages that are neither texts nor pictures. */
const KINDS = {
  voice: ["🎤 Voice message", "🎤 Голосовое"], video: ["🎬 Video", "🎬 Видео"],
  video_note: ["📹 Video message", "📹 Кружок"], sticker: ["😀 Sticker", "😀 Стикер"],
  location: ["📍 Location", "📍 Место"], contact: ["👤 Contact", "👤 Контакт"],
  audio: ["🎵 Music", "🎵 Музыка"], animation: ["🎞 GIF", "🎞 GIF"], poll: ["📊 Poll", "📊 Опрос"],
  dice: ["🎲 Dice", "🎲 Кубик"], venue: ["🏛 Venue", "🏛 Заведение"], checklist: ["✅ Checklist", "✅ Список дел"],
  story: ["📖 Story", "📖 История"], game: ["🎮 Game", "🎮 Игра"], gift: ["🎁 Gift", "🎁 Подарок"],
};

export function language() {
  const code = (here.about ? here.about.person.language_code : navigator.language).slice(0, 2);
  return code in WORDS ? code : "en";
}

export function say(key, values = {}) {
  return WORDS[language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function kindName(kind) {
  const names = KINDS[kind];
  return names ? names[language() === "ru" ? 1 : 0] : kind.replace(/_/g, " ");
}

/* Those with a name come first. */
export function kindsInOrder(kinds) {
  return [...Object.keys(KINDS).filter((kind) => kinds.includes(kind)), ...kinds.filter((kind) => !KINDS[kind])];
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit", hour12: false });
}
