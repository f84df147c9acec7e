<?php
// PHP's SQLite3: parameters, types, blobs, messages. php php.php path/to/survival.so
// loadExtension() takes a file of sqlite3.extension_dir, which is set before PHP starts: so this script starts itself again.
if (!class_exists('SQLite3')) {
    echo "no SQLite3\n";
    exit(77);
}
if (!ini_get('sqlite3.extension_dir')) {
    $command = [PHP_BINARY, '-d', 'sqlite3.extension_dir=' . dirname($argv[1]), __FILE__, $argv[1]];
    passthru(implode(' ', array_map('escapeshellarg', $command)), $status);
    exit($status);
}
function same($got, $expected): void
{
    if ($got !== $expected) {
        echo 'got ' . var_export($got, true) . ', expected ' . var_export($expected, true) . "\n";
        exit(1);
    }
}
$db = new SQLite3(':memory:');
$db->enableExceptions(true);
$db->loadExtension(basename($argv[1]));
$db->exec("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')");
$curve = $db->prepare('SELECT strata, time, n_risk, estimate FROM km_curve(?, ?, ?, ?) WHERE times = ?');
foreach (['p', 't', 'e', 'arm', 1] as $i => $value) {
    $curve->bindValue($i + 1, $value);
}
same($curve->execute()->fetchArray(SQLITE3_NUM), ['a', 1, 2, 0.5]);
$packed = $db->prepare('SELECT time FROM km_curve(?) WHERE time > 0');
$packed->bindValue(1, $db->querySingle('SELECT surv(t, e) FROM p WHERE t > 1'), SQLITE3_BLOB);
same($packed->execute()->fetchArray(SQLITE3_NUM), [2]);
try {
    $db->querySingle("SELECT * FROM km_curve('p', 'tt', 'e')");
    same('no error', 'an error');
} catch (Exception $error) {
    same(str_contains($error->getMessage(), 'did you mean t?'), true);
}
