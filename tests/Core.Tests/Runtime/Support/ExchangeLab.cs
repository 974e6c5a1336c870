using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>An output with its channels and nobody at their ends but the test. Checks at its end that no segment is left.</summary>
internal sealed class ExchangeLab : IDisposable
{
    private readonly MemoryBudget _budget;

    public ExchangeLab(MemoryBudget budget, int consumers, long bufferTimeoutUs = 1_000)
    {
        _budget = budget;
        var memory = new ChannelMemory(budget.CreateAccount("channels", consumers * 4 * 2048), budget.CreateAccount("reserve", budget.TotalBytes / 2),
            budget.CreateAccount("state", 0), 2048, 4, 1 << 16);
        Channels = [.. Enumerable.Range(0, consumers).Select(_ => new RingChannel(memory) { Producer = new IdleSubtask(), Consumer = new IdleSubtask() })];
        Output = new ExchangeOutput(Channels, new Duration(bufferTimeoutUs));
    }

    public ExchangeOutput Output { get; }

    public IReadOnlyList<Channel> Channels { get; }

    public void Dispose()
    {
        Output.Close();
        foreach (var channel in Channels) channel.Close();
        _budget.AssertNothingOutstanding();
    }
}
