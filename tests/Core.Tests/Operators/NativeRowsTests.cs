using Millrace.Memory;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

/// <summary>Lists of rows in a heap against managed ones.</summary>
public class NativeRowsTests
{
    [Fact]
    public void Rows_come_back_in_the_order_they_were_added()
    {
        using var budget = new MemoryBudget(64 << 20);
        using (var account = budget.CreateAccount("rows", 32 << 20))
        using (var heap = new StateHeap(account))
        {
            var random = new Random(1);
            for (int run = 0; run < 200; run++)
            {
                var lists = new NativeRows<Utf8String>[5];
                var expected = Enumerable.Range(0, lists.Length).Select(_ => new List<string>()).ToArray();
                int rows = random.Next(3_000);
                for (int i = 0; i < rows; i++)
                {
                    int list = random.Next(lists.Length);
                    string text = i % 3 == 0 ? $"a row that is too long to be inline {i}" : $"r{i}";
                    lists[list].Add<Utf8StringRecord>(text, heap);
                    expected[list].Add(text);
                }
                lists[0].AddAll<Utf8StringRecord>(in lists[1], heap);
                expected[0].AddRange(expected[1]);
                for (int list = 0; list < lists.Length; list++)
                {
                    List<string> found = [];
                    foreach (ref readonly var row in lists[list]) found.Add(row.ToString());
                    Assert.Equal(expected[list], found);
                    Assert.Equal(found.Count, lists[list].Count);
                    lists[list].Release<Utf8StringRecord>(heap);
                }
                Assert.Equal(0, heap.AllocatedBytes);
            }
        }
        budget.AssertNothingOutstanding();
    }
}
