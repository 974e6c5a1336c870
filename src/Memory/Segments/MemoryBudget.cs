using System.Globalization;
using Millrace.Memory;

namespace Millrace;

/// <summary>All the memory that a job may use, divided into accounts when the job starts. Thread: any.</summary>
public sealed class MemoryBudget : IDisposable
{
    private readonly Lock _changing = new();
    private readonly List<MemoryAccount> _accounts = [];
    private long _grantedBytes;
    private bool _disposed;

    /// <summary>A budget of this size. Memory is taken from the system as it is needed.</summary>
    /// <param name="totalBytes">Size in bytes; 0 for <see cref="DefaultBytes"/>.</param>
    public MemoryBudget(long totalBytes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(totalBytes);
        TotalBytes = totalBytes == 0 ? DefaultBytes : totalBytes;
        Pool = new SegmentPool(TotalBytes);
    }

    /// <summary>A quarter of the memory that this process may use: of its cgroup's limit, or of the machine.</summary>
    public static long DefaultBytes => MachineMemory.LimitBytes() / 4;

    /// <summary>Size of the budget in bytes.</summary>
    public long TotalBytes { get; }

    /// <summary>Bytes not yet granted to an account.</summary>
    public long AvailableBytes { get { lock (_changing) return TotalBytes - _grantedBytes; } }

    /// <summary>Native memory held now, rented or kept for the next rent.</summary>
    public long CommittedBytes => Pool.CommittedBytes;

    internal SegmentPool Pool { get; }

    /// <summary>Debug builds: record the stack of every rent, for the list of leaks (<c>MILLRACE_TRACE_RENTS=1</c>). Slow.</summary>
    internal static bool TraceRents { get; set; } = Environment.GetEnvironmentVariable("MILLRACE_TRACE_RENTS") == "1";

    /// <summary>Grants <paramref name="bytes"/> of the budget to a new account.</summary>
    /// <param name="name">What it is for; errors name it.</param>
    /// <param name="bytes">Its limit.</param>
    /// <exception cref="MemoryExhaustedException">The budget has less left.</exception>
    public MemoryAccount CreateAccount(string name, long bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (bytes > TotalBytes - _grantedBytes)
                throw new MemoryExhaustedException($"The memory for '{name}' ({Text(bytes)}) is more than the {Text(TotalBytes - _grantedBytes)} left of the job's {Text(TotalBytes)}; give the job more with --memory.") { AccountName = name };
            _grantedBytes += bytes;
            var account = new MemoryAccount(this, name, bytes);
            _accounts.Add(account);
            return account;
        }
    }

    /// <summary>Every segment rented now, as text for people: size, account and, in Debug builds, who rented it.</summary>
    public IReadOnlyList<string> Outstanding() => [.. Pool.Rented().Select(segment => segment.ToString())];

    /// <summary>Throws <see cref="InvalidOperationException"/> with a list of the segments that were not returned, if any. For tests and clean ends.</summary>
    public void AssertNothingOutstanding()
    {
        var leaks = Outstanding();
        if (leaks.Count != 0) throw new InvalidOperationException($"{leaks.Count} segments were not returned: {string.Join("; ", leaks)}");
    }

    /// <summary>Closes all accounts and gives the memory back to the system; segments still rented keep all of it until the last one is returned.</summary>
    public void Dispose()
    {
        lock (_changing)
        {
            _disposed = true;
            foreach (var account in _accounts) account.Close();
        }
        Settle();
    }

    /// <summary>Takes back the shares of closed accounts that nothing is missing from; after <see cref="Dispose"/> the memory when that is true of all.</summary>
    internal void Settle()
    {
        lock (_changing)
        {
            for (int i = _accounts.Count - 1; i >= 0; i--)
            {
                MemoryAccount account = _accounts[i];
                if (!account.IsClosed || account.Outstanding != 0) continue;
                _grantedBytes -= account.LimitBytes;
                _accounts.RemoveAt(i);
            }
            if (_disposed && _accounts.Count == 0) Pool.Free();
        }
    }

    internal void Adopt(MemoryAccount account)
    {
        _grantedBytes += account.LimitBytes;
        _accounts.Add(account);
    }

    internal IEnumerable<string> OutstandingOf(MemoryAccount account) =>
        Pool.Rented().Where(segment => ReferenceEquals(segment.Account, account)).Select(segment => segment.ToString());

    internal static string Text(long bytes) =>
        bytes >= 10L << 20 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB")
        : bytes >= 10L << 10 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
