/** A text as a SQL literal. DuckDB knows no escape in a plain literal but the doubled quote. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as a quoted SQL identifier. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
