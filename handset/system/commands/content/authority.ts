import type { ContentCall } from './content-arguments.ts';

export type ContentAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** A content provider as `content` reaches it. Throws JavaExceptions. */
export type Authority = (
  call: ContentCall,
  caller: { readonly uid: number; stdin(): Promise<Buffer> },
) => Promise<ContentAnswer>;
