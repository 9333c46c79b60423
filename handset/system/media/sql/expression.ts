/** A value as SQLite keeps it; blobs are told apart only to be printed. */
export type SqlValue = string | number | null | { readonly blob: true };

/** An expression of a WHERE or ORDER BY clause: the part of SQLite's language that is understood here. */
export type Expression =
  | { readonly kind: 'value'; readonly value: SqlValue }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'not' | 'negative'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'like';
      readonly left: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
    }
  | { readonly kind: 'in'; readonly left: Expression; readonly list: readonly Expression[] }
  | {
      readonly kind: 'between';
      readonly left: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: 'call'; readonly name: KnownFunction; readonly of: readonly Expression[] };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'is' | 'is not';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '||';

export const FUNCTIONS = ['lower', 'upper', 'length', 'ifnull', 'coalesce'] as const;
export type KnownFunction = (typeof FUNCTIONS)[number];
