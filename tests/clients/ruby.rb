# Ruby's sqlite3: parameters, blobs, messages. ruby ruby.rb path/to/survival.so
begin
  require 'sqlite3'
rescue LoadError
  puts 'no sqlite3'
  exit 77
end

def same(got, expected)
  raise "got #{got.inspect}, expected #{expected.inspect}" unless got == expected
end

db = SQLite3::Database.new(':memory:')
db.enable_load_extension(true)
db.load_extension(ARGV[0])
db.execute('CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT)')
db.execute("INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')")
curve = 'SELECT strata, time, n_risk, estimate FROM km_curve(?, ?, ?, ?) WHERE times = ?'
same(db.execute(curve, ['p', 't', 'e', 'arm', 1]).first, ['a', 1, 2, 0.5])
packed = db.get_first_value('SELECT surv(t, e) FROM p WHERE t > 1')
same(db.execute('SELECT time FROM km_curve(?)', [SQLite3::Blob.new(packed)]).flatten, [0, 2, 3])
begin
  db.execute(curve, ['p', 'tt', 'e', nil, 1])
  raise 'no error'
rescue SQLite3::SQLException => error
  same(error.message.include?('did you mean t?'), true)
end
db.close
