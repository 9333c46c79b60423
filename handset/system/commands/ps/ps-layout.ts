import type { ProcessRow } from '../../process-table.ts';
import { PS_FIELDS, type PsContext, type PsField } from './ps-fields.ts';

export interface PsColumn {
  readonly field: PsField;
  readonly title: string;
  readonly width: number;
}

/** Takes `PID,USER:12=UID,NAME` apart; the name of the first column that there is not, as a failure. */
export function psColumns(list: string): readonly PsColumn[] | { readonly bad: string } {
  const columns: PsColumn[] = [];
  for (const one of list.split(',')) {
    const [, name = '', width, title] = /^([^:=]*)(?::(-?\d+))?(?:=(.*))?$/.exec(one) ?? [];
    const field = PS_FIELDS.get(name.toUpperCase());
    if (field === undefined) return { bad: list };
    const asked = width === undefined ? Math.abs(field.width) : Math.abs(Number(width));
    columns.push({
      field,
      title: title ?? name.toUpperCase().replace('VSIZE', 'VSZ').replace('ETIME', 'ELAPSED'),
      width: field.width < 0 ? -asked : asked,
    });
  }
  return columns;
}

/** The header and a line for each row; what is too wide takes its room from the columns behind it. */
export function psLines(
  columns: readonly PsColumn[],
  rows: readonly ProcessRow[],
  context: PsContext,
): readonly string[] {
  const header = columns.every(({ title }) => title === '')
    ? []
    : [arrange(columns, (column) => column.title, true)];
  return [
    ...header,
    ...rows.map((row) => arrange(columns, (column) => column.field.value(row, context), false)),
  ];
}

function arrange(columns: readonly PsColumn[], text: (column: PsColumn) => string, padLast: boolean): string {
  let slack = 0;
  return columns
    .map((column, index) => {
      const value = text(column);
      const width = Math.max(0, Math.abs(column.width) - slack);
      const last = index === columns.length - 1 && !padLast;
      const padded = column.width > 0 ? value.padStart(width) : last ? value : value.padEnd(width);
      slack = Math.max(0, slack + padded.length - Math.abs(column.width));
      return padded;
    })
    .join(' ');
}
