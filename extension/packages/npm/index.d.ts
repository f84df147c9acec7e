/** The path of the extension, for loadExtension() of any SQLite library. */
export declare function getLoadablePath(): string;

interface Database {
  loadExtension(file: string, entrypoint?: string): unknown;
}

/** Loads the extension into a database of better-sqlite3, node:sqlite, bun:sqlite or @db/sqlite. */
export declare function load(db: Database): void;
