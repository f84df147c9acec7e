// Go's mattn/go-sqlite3: parameters, blobs, messages. go run main.go path/to/survival.so
package main

import (
	"database/sql"
	"log"
	"os"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"
)

func main() {
	sql.Register("survival", &sqlite3.SQLiteDriver{Extensions: []string{os.Args[1]}})
	db, err := sql.Open("survival", ":memory:")
	check(err)
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection to :memory: is a database of its own
	_, err = db.Exec("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')")
	check(err)
	var strata string
	var atRisk int
	var estimate float64
	curve := "SELECT strata, n_risk, estimate FROM km_curve(?, ?, 'e', 'arm') WHERE times = ? LIMIT 1"
	check(db.QueryRow(curve, "p", "t", 1).Scan(&strata, &atRisk, &estimate))
	if strata != "a" || atRisk != 2 || estimate != 0.5 {
		log.Fatal(strata, atRisk, estimate)
	}
	var packed []byte
	check(db.QueryRow("SELECT surv(t, e) FROM p WHERE t > 1").Scan(&packed))
	var sum int
	check(db.QueryRow("SELECT sum(time) FROM km_curve(?)", packed).Scan(&sum))
	if sum != 5 {
		log.Fatal(sum)
	}
	err = db.QueryRow(curve, "p", "tt", 1).Scan(&strata, &atRisk, &estimate)
	if err == nil || !strings.Contains(err.Error(), "did you mean t?") {
		log.Fatal(err)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
