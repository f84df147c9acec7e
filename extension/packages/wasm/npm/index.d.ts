/** What SQLite holds: NULL, INTEGER (a bigint beyond 2^53), REAL, TEXT, BLOB. */
export type Value = null | number | bigint | string | Uint8Array;

/** What SQLite or the extension says; `code` is SQLite's result code, 9 for a query that was stopped. */
export declare class SQLiteError extends Error {
  readonly code: number;
}

/** One statement while it runs. */
export interface Statement extends Iterable<Value[]> {
  readonly sql: string;
  readonly columns: string[];
  /** The next row; undefined after the last. */
  step(): Value[] | undefined;
  /** The storage classes of the row that step() returned last. */
  types(): ('integer' | 'real' | 'text' | 'blob' | 'null')[];
}

export interface Database {
  /** All rows of one statement, with values for its parameters. */
  query(sql: string, parameters?: (Value | boolean)[]): {columns: string[]; rows: Value[][]};
  /** Runs one statement or several, for their effects. */
  exec(sql: string): void;
  /** The statements of a script, one after another; each ends when the next is asked for. */
  script(sql: string): Generator<Statement>;
  /** Is asked each so many steps (100,000) of SQLite's virtual machine, also within long work of the extension; the query is
      stopped with code 9 when it returns false, and with its own error when it throws. null takes it away. */
  progress(call: (() => boolean | void) | null, steps?: number): void;
  /** Rows changed by the last INSERT, UPDATE or DELETE. */
  readonly changes: number;
  /** The database as the bytes of a file. */
  export(): Uint8Array;
  close(): void;
}

export interface SQLite {
  /** SQLite's version. */
  readonly version: string;
  /** A database in memory: empty, or a copy of the bytes of a database file. */
  open(bytes?: Uint8Array): Database;
  /** In a Worker of a browser: a File or Blob, read-only. What a query needs is read, the file is not copied. */
  openFile(file: Blob): Database;
  /** Whether the text ends with a whole statement. */
  complete(sql: string): boolean;
}

export interface Options {
  /** The bytes of sqlite.wasm, or the module compiled from them; else it is loaded from beside sqlite.js. */
  wasm?: ArrayBuffer | Uint8Array | WebAssembly.Module;
  /** Where a file of the package is to be had: sqlite.wasm by its name. */
  locateFile?: (name: string) => string;
}

/** Loads the module. The survival functions are in every database that it opens. */
export declare function init(options?: Options): Promise<SQLite>;
