/** Server settings for bulk loading on a small machine, given on the command line. What is acknowledged is on disk: fsync and synchronous_commit stay on. */
export function serverSettings(port: number, mark: string): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1', port, unix_socket_directories: '', cluster_name: mark,
    shared_buffers: '256MB', work_mem: '32MB', maintenance_work_mem: '128MB', effective_cache_size: '1GB', random_page_cost: 1.1,
    // No replicas and no archive: the least WAL, and room for it, so that a long import is not one checkpoint after another.
    wal_level: 'minimal', max_wal_senders: 0, max_wal_size: '2GB', min_wal_size: '256MB', checkpoint_timeout: '15min', wal_buffers: '16MB',
    synchronous_commit: 'on', fsync: 'on', full_page_writes: 'on',
    // A day of notable calls is a partition.
    max_locks_per_transaction: 256, max_connections: 60, jit: 'off',
    timezone: 'UTC', log_timezone: 'UTC', log_destination: 'stderr', log_checkpoints: 'off', password_encryption: 'scram-sha-256',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
