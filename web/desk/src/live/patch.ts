/** Pure patches: a cached list, thread or detail plus one event is what a refetch would return. */
import type { Conversation, ConversationDetail, LiveEvent, Message } from "./model";
import { belongs, order, type Filter } from "./order";

/**
 * One page of a conversation list. It owns the range of the order that ends at `edge`
 * (null: no end), so that a conversation moved past the last loaded page is dropped, not misplaced.
 */
export interface ListPage {
  items: Conversation[];
  next: string | null;
  seq: number;
  edge: Conversation | null;
}

/** Ascending by `seq`; pages of one thread are gap-free and the last one reaches the newest message. */
export interface ThreadPage {
  items: Message[];
  has_more: boolean;
  seq: number;
}

/** An event tells everybody the same; what I have read and not read is kept from what I know. */
export function mine(known: Conversation | undefined, event: LiveEvent, me: string): Conversation {
  const next = event.data.conversation!;
  if (!known) return next;
  if (next.version < known.version || next.last_seq < known.last_seq) return known;
  const message = event.data.message;
  const read = readUpTo(event, me);
  const staff_read_seq = Math.max(known.staff_read_seq, next.staff_read_seq, read);
  let unread = known.unread;
  const fresh = event.name === "message.created" && message && message.seq > known.last_seq;
  if (fresh && message.author === "customer" && message.seq > staff_read_seq) unread += 1;
  if (read > 0 && read >= known.last_seq) unread = 0;
  return { ...next, staff_read_seq, unread };
}

/** Answering is reading; so is my read mark arriving from another tab. */
function readUpTo(event: LiveEvent, me: string): number {
  const { message, staff_id, seq } = event.data;
  if (event.name === "conversation.read") return staff_id === me ? (seq ?? 0) : 0;
  const spoke = event.name === "message.created" && message?.author === "agent" && message.staff_id === me;
  return spoke ? message.seq : 0;
}

export function patchList(pages: ListPage[], conversation: Conversation, seq: number, filter: Filter, me: string): ListPage[] {
  const compare = order(filter);
  const home = belongs(conversation, filter, me)
    ? pages.findIndex((page) => page.edge === null || compare(conversation, page.edge) <= 0)
    : -1;
  return pages.map((page, index) => {
    const at = page.items.findIndex((item) => item.id === conversation.id);
    // A page fetched after the event already tells what came of it.
    if (seq <= page.seq || (at < 0 && index !== home)) return page;
    const items = at < 0 ? [...page.items] : page.items.toSpliced(at, 1);
    if (index === home) {
      const before = items.findIndex((item) => compare(conversation, item) < 0);
      items.splice(before < 0 ? items.length : before, 0, conversation);
    }
    return { ...page, items };
  });
}

export function patchThread(pages: ThreadPage[], message: Message, seq: number): ThreadPage[] {
  const known = pages.findIndex((page) => page.items.some((item) => item.id === message.id));
  if (known >= 0) {
    if (seq <= pages[known]!.seq) return pages;
    return pages.with(known, {
      ...pages[known]!,
      items: pages[known]!.items.map((item) => (item.id === message.id ? message : item)),
    });
  }
  const last = pages.at(-1);
  if (!last || seq <= last.seq) return pages;
  const items = [...last.items, message].sort((a, b) => a.seq - b.seq);
  return pages.with(-1, { ...last, items });
}

export function patchDetail(detail: ConversationDetail, event: LiveEvent, me: string): ConversationDetail {
  const { conversation, customer } = event.data;
  if (customer && customer.id === detail.customer.id) return { ...detail, customer };
  if (!conversation || conversation.id !== detail.conversation.id || event.seq <= detail.seq) return detail;
  return { ...detail, conversation: mine(detail.conversation, event, me) };
}
