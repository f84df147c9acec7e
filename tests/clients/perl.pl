# Perl's DBD::SQLite: parameters, blobs, messages. perl perl.pl path/to/survival.so
use strict;
use warnings;

unless (eval { require DBI; require DBD::SQLite; 1 }) {
    print "no DBD::SQLite\n";
    exit 77;
}
my $db = DBI->connect('dbi:SQLite:dbname=:memory:', '', '', {RaiseError => 1, PrintError => 0});
$db->sqlite_enable_load_extension(1);
$db->sqlite_load_extension($ARGV[0]);
$db->do('CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT)');
$db->do("INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')");
my $curve = 'SELECT strata, time, n_risk, estimate FROM km_curve(?, ?, ?, ?) WHERE times = ?';
my $row = $db->selectrow_arrayref($curve, undef, 'p', 't', 'e', 'arm', 1);
"@$row" eq 'a 1 2 0.5' or die "@$row";
my $packed = $db->selectrow_array('SELECT surv(t, e) FROM p WHERE t > 1');
my $read = $db->prepare('SELECT time FROM km_curve(?)');
$read->bind_param(1, $packed, DBI::SQL_BLOB());
$read->execute;
my $times = join ' ', map { $_->[0] } @{$read->fetchall_arrayref};
$times eq '0 2 3' or die $times;
eval { $db->selectrow_array($curve, undef, 'p', 'tt', 'e', undef, 1) };
$@ =~ /did you mean t\?/ or die "no hint: $@";
$db->disconnect;
