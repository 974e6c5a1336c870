namespace Millrace.Memory.Tests.Segments;

public sealed class MachineMemoryTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("millrace-memory-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Without_a_group_limit_it_is_the_machine()
    {
        Write("proc/meminfo", "MemTotal:        1000 kB\nMemFree: 10 kB\n");
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "max\n");
        Assert.Equal(1000 * 1024, MachineMemory.LimitBytes(_root.FullName));
    }

    [Fact]
    public void The_lowest_limit_on_the_path_of_a_version_2_group_holds()
    {
        Write("proc/meminfo", "MemTotal:        1000000 kB\n");
        Write("proc/self/cgroup", "0::/system.slice/app.service\n");
        Write("sys/fs/cgroup/system.slice/memory.max", "500000000\n");
        Write("sys/fs/cgroup/system.slice/app.service/memory.max", "max\n");
        Assert.Equal(500_000_000, MachineMemory.LimitBytes(_root.FullName));
    }

    [Fact]
    public void A_version_1_group_limits_too()
    {
        Write("proc/meminfo", "MemTotal:        1000000 kB\n");
        Write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/abc\n0::/\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "300000000\n");
        Assert.Equal(300_000_000, MachineMemory.LimitBytes(_root.FullName));
    }

    [Fact]
    public void The_default_budget_is_a_quarter_of_what_the_process_may_use()
    {
        using var budget = new MemoryBudget();
        Assert.Equal(MachineMemory.LimitBytes() / 4, budget.TotalBytes);
        Assert.Equal(0, budget.CommittedBytes);
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
