'use strict';

/* SQLite, with the survival functions in every database, as one WebAssembly module. index.d.ts says what each call does. */
(function (root, define) {
  if (typeof module === 'object' && module.exports) module.exports = define(require('./sqlite.js'));
  else root.survival = define(root.createSQLite);
})(typeof self === 'undefined' ? this : self, function (createSQLite) {
  const OK = 0, ROW = 100, DONE = 101;
  const READONLY = 1, READWRITE = 2, CREATE = 4, URI = 0x40;
  const INTEGER = 1, FLOAT = 2, TEXT = 3, BLOB = 4;
  const TYPES = ['', 'integer', 'real', 'text', 'blob', 'null'];
  const encoder = new TextEncoder(), decoder = new TextDecoder();

  class SQLiteError extends Error {
    constructor(message, code) {
      super(message);
      this.name = 'SQLiteError';
      this.code = code;
    }
  }

  /* The module, its memory, and C's texts in it. */
  class Memory {
    constructor(module) {
      this.module = module;
    }

    bytes(at, length) {
      return this.module.HEAPU8.slice(at, at + length);
    }

    /* A copy with a zero at its end; for free(). */
    put(bytes) {
      const at = this.module._malloc(bytes.length + 1);
      if (!at) throw new SQLiteError('out of memory', 7);
      this.module.HEAPU8.set(bytes, at);
      this.module.HEAPU8[at + bytes.length] = 0;
      return at;
    }

    text(at) {
      return at ? decoder.decode(this.bytes(at, this.module.HEAPU8.indexOf(0, at) - at)) : '';
    }

    pointer(at) {
      return this.module.HEAP32[at >> 2] >>> 0;
    }
  }

  class Statement {
    constructor(db, handle, sql) {
      Object.assign(this, {db, handle, sql});
      const {module} = db.memory;
      this.columns = Array.from({length: module._sqlite3_column_count(handle)},
          (_, i) => db.memory.text(module._sqlite3_column_name(handle, i)));
    }

    bind(parameters) {
      const {module} = this.db.memory, wanted = module._sqlite3_bind_parameter_count(this.handle);
      if (parameters.length !== wanted)
        throw new SQLiteError(`the statement has ${wanted} parameters, and ${parameters.length} values were given`, 25);
      parameters.forEach((value, i) => this.db.check(this.bindOne(i + 1, value)));
    }

    bindOne(at, value) {
      const {memory} = this.db, {module} = memory, {handle} = this;
      if (value === null || value === undefined) return module._sqlite3_bind_null(handle, at);
      if (typeof value === 'bigint') {
        if (BigInt.asIntN(64, value) !== value) throw new SQLiteError(`parameter ${at} needs more than 64 bits: ${value}`, 25);
        return module._sqlite3_bind_int64(handle, at, value);
      }
      if (typeof value === 'boolean') return module._sqlite3_bind_int64(handle, at, BigInt(value));
      if (typeof value === 'number')
        return Number.isSafeInteger(value) && !Object.is(value, -0) ? module._sqlite3_bind_int64(handle, at, BigInt(value))
                                                                    : module._sqlite3_bind_double(handle, at, value);
      const isText = typeof value === 'string';
      if (!isText && !(value instanceof Uint8Array))
        throw new SQLiteError(`parameter ${at} must be null, a number, a text or a Uint8Array`, 25);
      const bytes = isText ? encoder.encode(value) : value, copy = memory.put(bytes);
      try {
        return isText ? module._survival_bind_text(handle, at, copy, bytes.length)
                      : module._survival_bind_blob(handle, at, copy, bytes.length);
      } finally {
        module._free(copy);
      }
    }

    value(column) {
      const {memory} = this.db, {module} = memory, {handle} = this;
      switch (module._sqlite3_column_type(handle, column)) {
        case INTEGER: {
          const value = module._sqlite3_column_int64(handle, column), number = Number(value);
          return Number.isSafeInteger(number) ? number : value;
        }
        case FLOAT: return module._sqlite3_column_double(handle, column);
        case TEXT: {
          const at = module._sqlite3_column_text(handle, column);
          return decoder.decode(memory.bytes(at, module._sqlite3_column_bytes(handle, column)));
        }
        case BLOB: {
          const at = module._sqlite3_column_blob(handle, column);
          return memory.bytes(at, module._sqlite3_column_bytes(handle, column));
        }
        default: return null;
      }
    }

    types() {
      return this.columns.map((_, i) => TYPES[this.db.memory.module._sqlite3_column_type(this.handle, i)]);
    }

    /* The next row, or nothing after the last. */
    step() {
      this.db.open();
      if (!this.handle) throw new SQLiteError('the statement has ended', 21);
      const code = this.db.guarded(() => this.db.memory.module._sqlite3_step(this.handle));
      if (code === ROW) return this.columns.map((_, i) => this.value(i));
      if (code !== DONE) this.db.check(code);
      return undefined;
    }

    * [Symbol.iterator]() {
      for (let row; (row = this.step());) yield row;
    }

    end() {
      if (this.handle && this.db.handle) this.db.memory.module._sqlite3_finalize(this.handle);
      this.handle = 0;
    }
  }

  class Database {
    constructor(sqlite, name, flags, bytes) {
      this.memory = sqlite.memory;
      this.progressCall = null;
      const {module} = this.memory, out = module._malloc(4), path = this.memory.put(encoder.encode(name));
      let code;
      try {
        code = module._sqlite3_open_v2(path, out, flags, 0);
        this.handle = this.memory.pointer(out);
      } finally {
        module._free(out);
        module._free(path);
      }
      try {
        this.check(code);
        if (bytes) this.deserialize(bytes);
      } catch (error) {
        this.close();
        throw error;
      }
      sqlite.databases.set(this.handle, this);
      this.sqlite = sqlite;
    }

    open() {
      if (!this.handle) throw new SQLiteError('the database is closed', 21);
    }

    check(code) {
      if (code === OK) return;
      throw new SQLiteError(this.memory.text(this.memory.module._sqlite3_errmsg(this.handle)), code);
    }

    /* What the progress call throws goes out after SQLite has stopped. */
    guarded(call) {
      this.thrown = undefined;
      const result = call();
      if (this.thrown) throw this.thrown.error;
      return result;
    }

    deserialize(bytes) {
      const {module} = this.memory, size = bytes.length;
      const at = module._sqlite3_malloc64(BigInt(Math.max(size, 1)));
      if (!at) throw new SQLiteError('out of memory', 7);
      module.HEAPU8.set(bytes, at);
      // A database in memory has no write-ahead log: a file that was made with one is read as one made without.
      if (size >= 20 && bytes[18] === 2) module.HEAPU8.fill(1, at + 18, at + 20);
      const main = this.memory.put(encoder.encode('main'));
      const code = module._sqlite3_deserialize(this.handle, main, at, BigInt(size), BigInt(size), 1 | 2);
      module._free(main);
      this.check(code);
      this.query('SELECT count(*) FROM sqlite_schema');  // a file that is no database is told here
    }

    /* The statements of a script one after another; each ends when the next is asked for. */
    * script(sql, parameters = []) {
      this.open();
      const {module} = this.memory, bytes = encoder.encode(sql), copy = this.memory.put(bytes), out = module._malloc(8);
      try {
        for (let at = copy; at < copy + bytes.length;) {
          const code = this.guarded(() => module._sqlite3_prepare_v2(this.handle, at, -1, out, out + 4));
          this.check(code);
          const handle = this.memory.pointer(out), next = this.memory.pointer(out + 4);
          const text = decoder.decode(this.memory.bytes(at, next - at));
          at = next;
          if (!handle) continue;  // a comment
          const statement = new Statement(this, handle, text);
          try {
            statement.bind(parameters);
            yield statement;
          } finally {
            statement.end();
          }
        }
      } finally {
        module._free(copy);
        module._free(out);
      }
    }

    query(sql, parameters = []) {
      let result = null;
      for (const statement of this.script(sql, parameters)) {
        if (result) throw new SQLiteError('query() takes one statement, exec() takes several', 21);
        result = {columns: statement.columns, rows: [...statement]};
      }
      return result || {columns: [], rows: []};
    }

    exec(sql) {
      for (const statement of this.script(sql)) while (statement.step());
    }

    progress(call, steps = 100000) {
      this.open();
      this.progressCall = call || null;
      this.memory.module._survival_progress(this.handle, call ? steps : 0);
    }

    asked() {
      try {
        return this.progressCall() !== false;
      } catch (error) {
        this.thrown = {error};
        return false;
      }
    }

    get changes() {
      this.open();
      return Number(this.memory.module._sqlite3_changes64(this.handle));
    }

    export() {
      this.open();
      const {module} = this.memory, size = module._malloc(8), main = this.memory.put(encoder.encode('main'));
      try {
        const at = module._sqlite3_serialize(this.handle, main, size, 0);
        if (!at) return new Uint8Array(0);
        const bytes = this.memory.bytes(at, this.memory.pointer(size));
        module._sqlite3_free(at);
        return bytes;
      } finally {
        module._free(size);
        module._free(main);
      }
    }

    close() {
      if (!this.handle) return;
      this.memory.module._sqlite3_close_v2(this.handle);
      if (this.sqlite) this.sqlite.databases.delete(this.handle);
      this.handle = 0;
      if (this.unmount) this.unmount();
    }
  }

  /* SQLite asks for one page after another: the file is read in larger pieces, of which a few are kept. */
  function readAhead(workerFs) {
    const size = 1 << 18, most = 32;
    workerFs.stream_ops.read = (stream, buffer, offset, length, position) => {
      const {node} = stream, kept = node.kept || (node.kept = new Map());
      const end = Math.min(position + length, node.size);
      let done = 0;
      for (let at = position; at < end; at = position + done) {
        const start = at - at % size;
        let piece = kept.get(start);
        kept.delete(start);
        if (!piece) piece = new Uint8Array(workerFs.reader.readAsArrayBuffer(node.contents.slice(start, start + size)));
        kept.set(start, piece);  // as the newest
        if (kept.size > most) kept.delete(kept.keys().next().value);
        const part = piece.subarray(at - start, Math.min(size, end - start));
        if (!part.length) break;
        buffer.set(part, offset + done);
        done += part.length;
      }
      return done;
    };
  }

  class SQLite {
    constructor(module) {
      readAhead(module.WORKERFS);
      this.memory = new Memory(module);
      this.databases = new Map();
      this.mounts = 0;
      this.version = this.memory.text(module._sqlite3_libversion());
      module.progress = handle => this.databases.get(handle >>> 0).asked();
    }

    open(bytes) {
      if (bytes !== undefined && !(bytes instanceof Uint8Array)) throw new SQLiteError('open() takes a Uint8Array', 21);
      return new Database(this, ':memory:', READWRITE | CREATE, bytes);
    }

    openFile(file) {
      const {FS, WORKERFS} = this.memory.module, folder = `/file${++this.mounts}`;
      FS.mkdir(folder);
      FS.mount(WORKERFS, {blobs: [{name: 'database', data: file}]}, folder);
      const unmount = () => (FS.unmount(folder), FS.rmdir(folder));
      try {
        const db = new Database(this, `file:${folder}/database?immutable=1`, READONLY | URI);
        try {
          db.query('SELECT count(*) FROM sqlite_schema');
        } catch (error) {
          db.close();
          throw error;
        }
        db.unmount = unmount;
        return db;
      } catch (error) {
        unmount();
        throw error;
      }
    }

    complete(sql) {
      const {module} = this.memory, copy = this.memory.put(encoder.encode(sql));
      const answer = module._sqlite3_complete(copy);
      module._free(copy);
      return answer === 1;
    }
  }

  async function init({wasm, locateFile} = {}) {
    const options = {print: () => {}, printErr: text => console.error(text)};
    if (locateFile) options.locateFile = locateFile;
    if (!(wasm instanceof WebAssembly.Module)) {
      if (wasm) options.wasmBinary = wasm;
      return new SQLite(await createSQLite(options));
    }
    return new Promise((resolve, reject) => {
      options.instantiateWasm = (imports, done) => {
        WebAssembly.instantiate(wasm, imports).then(instance => done(instance, wasm)).catch(reject);
        return {};
      };
      createSQLite(options).then(module => resolve(new SQLite(module)), reject);
    });
  }

  return {init, SQLiteError};
});
