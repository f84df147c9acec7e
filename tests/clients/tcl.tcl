# Tcl's sqlite3: variables, blobs, messages. tclsh tcl.tcl path/to/survival.so
if {[catch {package require sqlite3}]} {
    puts "no sqlite3"
    exit 77
}
proc same {got expected} {
    if {$got ne $expected} {error "got $got, expected $expected"}
}
sqlite3 db :memory:
db enable_load_extension 1
set library [lindex $argv 0]
db eval {SELECT load_extension($library)}
db eval {CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')}
set source p
same [db eval {SELECT strata, time, n_risk, estimate FROM km_curve($source, 't', 'e', 'arm') WHERE times = 1 LIMIT 1}] {a 1 2 0.5}
set packed [db onecolumn {SELECT surv(t, e) FROM p WHERE t > 1}]
same [db eval {SELECT time FROM km_curve(@packed)}] {0 2 3}
catch {db eval {SELECT * FROM km_curve('p', 'tt', 'e')}} message
same [string match "*did you mean t?*" $message] 1
db close
