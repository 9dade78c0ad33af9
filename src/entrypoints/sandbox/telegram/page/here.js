/* Whose chat is shown, and what is known of it. */

export const here = {
  user: Number(sessionStorage.getItem("user")) || 0,
  about: null,
  messages: new Map(),   // message_id -> Telegram's Message
};

export const inOrder = () => [...here.messages.values()].sort((a, b) => a.message_id - b.message_id);
