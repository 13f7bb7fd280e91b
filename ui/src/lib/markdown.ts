// A note as the core gives it: a tree of nodes, never HTML. What is no node here cannot be shown, so nothing foreign can run.

/** A node of a note. */
export type MarkdownNode =
  | { type: 'paragraph' | 'quote' | 'emphasis' | 'strong' | 'strike' | 'item'; children: MarkdownNode[] }
  | { type: 'heading'; level: number; children: MarkdownNode[] }
  | { type: 'list'; ordered: boolean; start: number | null; children: MarkdownNode[] }
  | { type: 'code_block'; text: string }
  | { type: 'code' | 'text'; text: string }
  | { type: 'link'; url: string; children: MarkdownNode[] }
  | { type: 'check'; done: boolean }
  | { type: 'rule' | 'break' };
